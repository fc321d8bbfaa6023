# The cash machine.
atm-training = Trainingsmodus. Er wordt niets afgeschreven en er komt geen geld uit.
atm-starting = Een ogenblik, alstublieft
atm-out-of-service = Hier is nu geen geld op te nemen
atm-name = Geldautomaat
atm-welcome = Geld of saldo?
atm-welcome-what = Eerst beslist u. Kaart en pincode komen het laatst.
atm-amount = Hoeveel?
atm-amount-what = Kies een bedrag of toets een ander in. Hoogstens { $most }.
atm-amount-enter = Druk op de groene toets als het klopt.
atm-confirm = Dit bedrag?
atm-confirm-what = Daarna kan niemand het bedrag nog wijzigen.
atm-card = Steek uw kaart in
atm-pin = Toets uw pincode in
atm-pin-what = Scherm de toetsen af met uw hand en druk dan op de groene toets.
atm-pin-wrong = Die pincode was fout
atm-pin-left = { $left ->
    [one] U hebt nog één poging.
   *[other] U hebt nog { $left } pogingen.
}
atm-bank = We vragen het uw bank
atm-bank-slow = De bank doet er even over. Blijf hier, alstublieft.
atm-take-card = Neem uw kaart
atm-take-card-cash = Neem uw kaart. Daarna komt { $amount }.
atm-counting = Uw geld wordt geteld
atm-counting-slow = Dit duurt langer dan normaal. Blijf hier, alstublieft.
atm-take-cash = Neem uw geld
atm-receipt = Wilt u een bon?
atm-seconds = { $seconds ->
    [one] Nog één seconde.
   *[other] Nog { $seconds } seconden.
}
atm-still-there = Druk op de toets om door te gaan.

atm-told-declined = Uw bank heeft geweigerd. Er is niets afgeschreven.
atm-told-cancelled-at-terminal = Gestopt. Er is niets afgeschreven.
atm-told-cancelled-here = Gestopt. Er is niets afgeschreven.
atm-told-no-card = Er kwam geen kaart. Er is niets afgeschreven.
atm-told-unreachable = Uw bank is niet bereikbaar. Er is niets afgeschreven.
atm-told-busy = De kaartlezer is bezet. Er is niets afgeschreven.
atm-told-not-recorded = Dit kon niet worden vastgelegd. Er is niets afgeschreven.
atm-told-taken-back = Het geld is terug op uw rekening.
atm-told-not-found = Er is niets afgeschreven.
atm-told-not-paid-out = Er kwam geen geld uit. Het bedrag gaat terug naar uw rekening.
atm-told-cash-returned = Het geld is niet meegenomen. Het bedrag gaat terug naar uw rekening.
atm-told-ask-staff = Vraag het personeel. Uw kenmerk:
atm-ask-staff-what = We weten nog niet hoe het is afgelopen. Er is niets verloren: het personeel lost het met dit kenmerk op.
atm-told-card-kept = Uw kaart is ingehouden. Bel uw bank.
atm-told-card-kept-not-paid-out = Uw kaart is ingehouden, er kwam geen geld uit. Het bedrag gaat terug naar uw rekening.
atm-told-balance = Op uw rekening
atm-told-no-balance-declined = Uw bank geeft geen saldo voor deze kaart.
atm-told-no-balance-cancelled = Gestopt.
atm-told-no-balance-no-card = Er kwam geen kaart.
atm-told-no-balance-unreachable = Uw bank is niet bereikbaar.
atm-told-goodbye = Tot ziens en bedankt

atm-off-no-journal = Er kan nu niets worden vastgelegd.
atm-off-no-terminal = De kaartlezer of de bank is niet bereikbaar.
atm-off-no-dispenser = Er zit nu geen geld in de automaat.
atm-off-unresolved = Een eerdere opname wordt nog opgelost.
atm-off-reversing = Een eerdere opname wordt nog teruggegeven.
atm-off-cash-open = Het personeel moet naar een eerdere opname kijken.
atm-off-card-in-slot = Er zit nog een kaart in de gleuf.
atm-off-stopping = Hij sluit af.
atm-off-nothing-to-withdraw = Niets
atm-off-over-limit = Te veel ineens
atm-off-no-such-notes = Geen biljetten daarvoor
atm-refused-nothing-to-withdraw = Toets eerst een bedrag in.
atm-refused-over-limit = Hoogstens { $most } ineens.
atm-refused-no-such-notes = Met de biljetten in de automaat lukt dat bedrag niet. Probeer een ander.

atm-key-withdraw = Geld opnemen
atm-key-balance = Saldo
atm-key-amount = Bedrag
atm-key-digit = Cijfer
atm-key-clear = Correctie
atm-key-enter = Akkoord
atm-key-confirm = Ja, { $amount }
atm-key-change = Ander bedrag
atm-key-cancel = Stop
atm-key-receipt = Ja, afdrukken
atm-key-finish = Nee, klaar
atm-key-done = Klaar
atm-key-still-here = Ik ben er nog

atm-slot-insert = Steek de kaart in
atm-slot-shut = Kaartgleuf
atm-slot-inside = De kaart zit erin
atm-slot-take = Neem de kaart
atm-slot-kept = Kaart ingehouden
atm-paper = Bonnen
atm-paper-take = Neem de bon
atm-tray = Hier komt het geld uit
atm-tray-take = Neem { $amount }

atm-trouble-refuse = De bank weigert
atm-trouble-keep-card = Kaart wordt ingehouden
atm-trouble-jam = Biljetten lopen vast
atm-trouble-bank-gone = Bank onbereikbaar
