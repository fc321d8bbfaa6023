# The cash machine.
atm-training = Schulungsmodus. Kein Konto wird belastet, kein Geld ausgegeben.
atm-starting = Einen Moment, bitte
atm-out-of-service = Hier gibt es gerade kein Bargeld
atm-name = Geldautomat
atm-welcome = Bargeld oder Kontostand?
atm-welcome-what = Zuerst entscheiden Sie. Karte und Geheimzahl kommen zuletzt.
atm-amount = Wie viel?
atm-amount-what = Wählen Sie einen Betrag oder geben Sie einen anderen ein. Höchstens { $most }.
atm-amount-enter = Drücken Sie die grüne Taste, wenn er stimmt.
atm-confirm = So viel?
atm-confirm-what = Danach kann niemand den Betrag mehr ändern.
atm-card = Stecken Sie Ihre Karte ein
atm-pin = Geheimzahl eingeben
atm-pin-what = Tasten mit der Hand verdecken, dann die grüne Taste drücken.
atm-pin-wrong = Geheimzahl falsch
atm-pin-left = { $left ->
    [one] Sie haben noch einen Versuch.
   *[other] Sie haben noch { $left } Versuche.
}
atm-bank = Wir fragen Ihre Bank
atm-bank-slow = Die Bank braucht etwas länger. Bitte bleiben Sie hier.
atm-take-card = Bitte Karte entnehmen
atm-take-card-cash = Bitte Karte entnehmen. Danach kommen { $amount }.
atm-counting = Ihr Geld wird gezählt
atm-counting-slow = Das dauert länger als es sollte. Bitte bleiben Sie hier.
atm-take-cash = Bitte Geld entnehmen
atm-receipt = Möchten Sie einen Beleg?
atm-seconds = { $seconds ->
    [one] Noch eine Sekunde.
   *[other] Noch { $seconds } Sekunden.
}
atm-still-there = Drücken Sie die Taste, um fortzufahren.

atm-told-declined = Ihre Bank hat abgelehnt. Nichts wurde abgebucht.
atm-told-cancelled-at-terminal = Abgebrochen. Nichts wurde abgebucht.
atm-told-cancelled-here = Abgebrochen. Nichts wurde abgebucht.
atm-told-no-card = Es kam keine Karte. Nichts wurde abgebucht.
atm-told-unreachable = Ihre Bank ist nicht erreichbar. Nichts wurde abgebucht.
atm-told-busy = Der Kartenleser ist beschäftigt. Nichts wurde abgebucht.
atm-told-not-recorded = Das konnte nicht aufgezeichnet werden. Nichts wurde abgebucht.
atm-told-taken-back = Das Geld ist wieder auf Ihrem Konto.
atm-told-not-found = Nichts wurde abgebucht.
atm-told-not-paid-out = Es kam kein Geld heraus. Der Betrag geht zurück auf Ihr Konto.
atm-told-cash-returned = Das Geld wurde nicht entnommen. Es geht zurück auf Ihr Konto.
atm-told-ask-staff = Bitte Personal fragen. Ihre Referenz:
atm-ask-staff-what = Noch unklar, aber nichts ist verloren: Das Personal klärt es.
atm-told-card-kept = Ihre Karte wurde einbehalten. Bitte rufen Sie Ihre Bank an.
atm-told-card-kept-not-paid-out = Ihre Karte wurde einbehalten, es kam kein Geld heraus. Der Betrag geht zurück auf Ihr Konto.
atm-told-balance = Auf Ihrem Konto
atm-told-no-balance-declined = Ihre Bank nennt für diese Karte keinen Kontostand.
atm-told-no-balance-cancelled = Abgebrochen.
atm-told-no-balance-no-card = Es kam keine Karte.
atm-told-no-balance-unreachable = Ihre Bank ist nicht erreichbar.
atm-told-goodbye = Auf Wiedersehen und vielen Dank

atm-off-no-journal = Gerade kann nichts aufgezeichnet werden.
atm-off-no-terminal = Kartenleser oder Bank sind nicht erreichbar.
atm-off-no-dispenser = Gerade ist kein Geld im Automaten.
atm-off-unresolved = Eine frühere Auszahlung wird noch geklärt.
atm-off-reversing = Eine frühere Auszahlung wird noch zurückgegeben.
atm-off-cash-open = Das Personal muss nach einer früheren Auszahlung sehen.
atm-off-card-in-slot = Im Schlitz steckt noch eine Karte.
atm-off-stopping = Er schließt gerade.
atm-off-nothing-to-withdraw = Nichts
atm-off-over-limit = Zu viel auf einmal
atm-off-no-such-notes = Keine passenden Scheine
atm-refused-nothing-to-withdraw = Geben Sie zuerst einen Betrag ein.
atm-refused-over-limit = Höchstens { $most } auf einmal.
atm-refused-no-such-notes = Dafür fehlen passende Scheine. Bitte anders wählen.

atm-key-withdraw = Bargeld
atm-key-balance = Kontostand
atm-key-amount = Betrag
atm-key-digit = Ziffer
atm-key-clear = Korrektur
atm-key-enter = Bestätigung
atm-key-confirm = Ja, { $amount }
atm-key-change = Anderer Betrag
atm-key-cancel = Abbruch
atm-key-receipt = Ja, drucken
atm-key-finish = Nein, fertig
atm-key-done = Fertig
atm-key-still-here = Ich bin noch da

atm-slot-insert = Karte einstecken
atm-slot-shut = Kartenschlitz
atm-slot-inside = Die Karte ist drin
atm-slot-take = Karte nehmen
atm-slot-kept = Karte einbehalten
atm-paper = Belege
atm-paper-take = Beleg nehmen
atm-tray = Hier kommt das Geld heraus
atm-tray-take = { $amount } nehmen

atm-trouble-refuse = Bank lehnt ab
atm-trouble-keep-card = Karte wird einbehalten
atm-trouble-jam = Scheine klemmen
atm-trouble-bank-gone = Bank nicht erreichbar
