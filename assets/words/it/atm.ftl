# The cash machine.
atm-training = Formazione. Nessun conto viene addebitato e non esce denaro.
atm-starting = Un attimo, per favore
atm-out-of-service = Qui al momento niente contanti
atm-name = Sportello automatico
atm-welcome = Contanti o saldo?
atm-welcome-what = Prima decide lei. Carta e PIN vengono per ultimi.
atm-amount = Quanto?
atm-amount-what = Scelga un importo o ne digiti un altro. Al massimo { $most }.
atm-amount-enter = Prema il tasto verde quando è giusto.
atm-confirm = Questo importo?
atm-confirm-what = Dopo nessuno può più cambiare l’importo.
atm-card = Inserisca la carta
atm-pin = Digiti il PIN
atm-pin-what = Copra i tasti con la mano, poi prema il tasto verde.
atm-pin-wrong = Il PIN è sbagliato
atm-pin-left = { $left ->
    [one] Resta un tentativo.
   *[other] Restano { $left } tentativi.
}
atm-bank = Chiediamo alla sua banca
atm-bank-slow = La banca ci mette un po’. Resti qui, per favore.
atm-take-card = Riprenda la carta
atm-take-card-cash = Riprenda la carta. Poi arrivano { $amount }.
atm-counting = Contiamo il suo denaro
atm-counting-slow = Ci vuole più del previsto. Resti qui, per favore.
atm-take-cash = Prenda il suo denaro
atm-receipt = Vuole la ricevuta?
atm-seconds = { $seconds ->
    [one] Resta un secondo.
   *[other] Restano { $seconds } secondi.
}
atm-still-there = Prema il tasto per continuare.

atm-told-declined = La sua banca ha rifiutato. Nessun addebito.
atm-told-cancelled-at-terminal = Annullato. Nessun addebito.
atm-told-cancelled-here = Annullato. Nessun addebito.
atm-told-no-card = Nessuna carta inserita. Nessun addebito.
atm-told-unreachable = La sua banca non risponde. Nessun addebito.
atm-told-busy = Il lettore di carte è occupato. Nessun addebito.
atm-told-not-recorded = Non è stato possibile registrarlo. Nessun addebito.
atm-told-taken-back = Il denaro è tornato sul suo conto.
atm-told-not-found = Nessun addebito.
atm-told-not-paid-out = Non è uscito denaro. L’importo torna sul suo conto.
atm-told-cash-returned = Il denaro non è stato preso. L’importo torna sul suo conto.
atm-told-ask-staff = Chieda al personale. Il suo riferimento:
atm-ask-staff-what = Non sappiamo ancora com’è andata. Niente è perso: il personale può risolvere con questo riferimento.
atm-told-card-kept = La carta è stata trattenuta. Chiami la sua banca.
atm-told-card-kept-not-paid-out = La carta è stata trattenuta, non è uscito denaro. L’importo torna sul suo conto.
atm-told-balance = Sul suo conto
atm-told-no-balance-declined = La sua banca non fornisce il saldo per questa carta.
atm-told-no-balance-cancelled = Annullato.
atm-told-no-balance-no-card = Nessuna carta inserita.
atm-told-no-balance-unreachable = La sua banca non risponde.
atm-told-goodbye = Arrivederci e grazie

atm-off-no-journal = Al momento non si può registrare nulla.
atm-off-no-terminal = Il lettore di carte o la banca non risponde.
atm-off-no-dispenser = Contanti esauriti.
atm-off-unresolved = Un prelievo precedente è ancora da chiarire.
atm-off-reversing = Un prelievo precedente è in restituzione.
atm-off-cash-open = Il personale deve controllare un prelievo precedente.
atm-off-card-in-slot = C’è ancora una carta nella fessura.
atm-off-stopping = Sta chiudendo.
atm-off-nothing-to-withdraw = Niente
atm-off-over-limit = Troppo in una volta
atm-off-no-such-notes = Niente banconote adatte
atm-refused-nothing-to-withdraw = Digiti prima un importo.
atm-refused-over-limit = Al massimo { $most } in una volta.
atm-refused-no-such-notes = Le banconote disponibili non danno questo importo. Ne provi un altro.

atm-key-withdraw = Contanti
atm-key-balance = Saldo
atm-key-amount = Importo
atm-key-digit = Cifra
atm-key-clear = Correggi
atm-key-enter = Conferma
atm-key-confirm = Sì, { $amount }
atm-key-change = Altro importo
atm-key-cancel = Annulla
atm-key-receipt = Sì, stampa
atm-key-finish = No, fine
atm-key-done = Fine
atm-key-still-here = Sono ancora qui

atm-slot-insert = Inserisca la carta
atm-slot-shut = Fessura per la carta
atm-slot-inside = La carta è dentro
atm-slot-take = Riprenda la carta
atm-slot-kept = Carta trattenuta
atm-paper = Ricevute
atm-paper-take = Prenda la ricevuta
atm-tray = Qui esce il denaro
atm-tray-take = Prenda { $amount }

atm-trouble-refuse = La banca rifiuta
atm-trouble-keep-card = La carta è trattenuta
atm-trouble-jam = Banconote inceppate
atm-trouble-bank-gone = Banca irraggiungibile
