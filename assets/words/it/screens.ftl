# The screens.
language-name = Italiano
language-title = Scelga la lingua
language-choose = Lingua: { language-name }
language-close = Chiudi le lingue
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Chiama il personale
training-banner = Modalità di formazione. Nessun addebito, nessuna preparazione.

# Before anybody is there.
starting-title = Un attimo, il totem si sta avviando
attract-question = Dove desidera mangiare?
attract-promise = Guardi e scelga con calma. La carta serve solo alla fine.
attract-card-off = { $why } Può ordinare qui e pagare alla cassa.
out-of-service-title = Questo totem è fuori servizio
out-of-service-what = Ordini alla cassa, per favore. Ci scusiamo per il disagio.

# The menu.
list-categories = categorie
list-dishes = piatti
list-cart = ordine
list-choices = scelte
list-facts = descrizione
scroll-up = Scorri in su, { $what }
scroll-up-off = Questo è l’inizio
scroll-down = Scorri in giù, { $what }
scroll-down-off = Questa è la fine
search = Cerca
search-change = Modifica la ricerca
search-close = Chiudi la ricerca
search-hint = Che cosa cerca?
search-nothing = Nessun risultato. Provi con meno lettere.
search-found = { $count ->
    [one] { $count } piatto trovato
   *[other] { $count } piatti trovati
}
take = Aggiungi { $what }
sold-out = Esaurito
not-now = Non ora
only-during = Dalle { $from } alle { $until }
age-badge = { $age }+
fit-traces = Possibili tracce
fit-unfit = Non adatto
filter = Allergeni e dieta
filter-on = Allergeni e dieta ({ $count })
filter-title = Allergeni e dieta
filter-avoid = Evito
filter-diets = Mangio solo
filter-caution = I piatti non adatti sono attenuati, non nascosti. La nostra cucina usa tutti gli allergeni: in caso di allergia, parli con il personale.
filter-clear = Cancella tutto
filter-clear-off = Nessuna scelta fatta
filter-done = Mostra il menu

# The keyboard.
keyboard-rows = 1234567890?+: qwertyuiopéì asdfghjklà'./ zxcvbnmèòù,-
keyboard-rows-few = 1234567890 qwertyuiop asdfghjklà zxcvbnmèòù
key-backspace = Cancella una lettera
key-backspace-off = Non c’è niente di scritto
key-clear = Svuota
key-space = Spazio
key-done = Fatto

# The cart.
cart-title = { $count ->
    [0] Il suo ordine
    [one] Il suo ordine: { $count } articolo
   *[other] Il suo ordine: { $count } articoli
}
cart-empty = Il suo ordine è vuoto. Scelga ciò che desidera.
undo = Annulla la modifica
undo-off = Non c’è niente da annullare
redo = Ripristina
redo-off = Non c’è niente da ripristinare
total = Totale
total-is = Totale { $amount }
to-review = Vedi il mio ordine
start-over = Ricomincia
blocked-empty = Scelga prima qualcosa
blocked-sold-out-in-cart = Tolga ciò che è esaurito
blocked-nothing-to-pay = Non c’è niente da pagare
change = Modifica
remove = Togli
line-change = Modifica { $what }
line-remove = Togli { $what }
line-less = Uno in meno: { $what }
line-less-off = Uno è il minimo
line-more = Uno in più: { $what }
line-more-off = È il massimo per lo stesso piatto
line-sold-out = Esaurito. Da modificare o togliere.
line-gone = Non è più nel menu. Da togliere.

# A product.
product-back = Torna al menu
product-keep = Torna senza modifiche
product-add = Aggiungi · { $amount }
product-save = Salva · { $amount }
kcal = { $kcal } kcal
contains = Contiene: { $what }
contains-none = Non contiene nessuno dei 14 allergeni
may-contain = Può contenere: { $what }
suits = Adatto: { $what }
age-notice = Dai { $age } anni: il personale chiederà un documento.
fit-traces-long = Può contenere tracce di qualcosa che evita
fit-unfit-long = Non è adatto a ciò che mangia
choose-exactly = Ne scelga { $count }
choose-up-to = Ne scelga fino a { $max }
choose-between = Ne scelga da { $min } a { $max }
group-full = Di più non si può
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [one] Ancora { $count } da scegliere: { $what }
   *[other] Ancora { $count } da scegliere: { $what }
}
unmet-fill = Da scegliere: { $what }
unmet-sold-out = Esaurito, scelga di nuovo: { $what }
note-title = Una richiesta per la cucina
note-hint = Poche parole, come «salsa a parte»
note-write = Scriva una richiesta…
note-quoted = «{ $note }»

# The review.
review-title = Il suo ordine
review-back = Continua a scegliere
review-line = { $count } × { $what }
review-tax = IVA { $rate }%: { $tax } inclusi in { $gross }
review-kcal = { $kcal } kcal in tutto
pay-card = Paga { $amount } con carta
pay-counter = Paga { $amount } alla cassa
card-off-no-terminal = Qui non c’è un lettore di carte.
card-off-unresolved = Niente carta finché il personale non chiarisce il pagamento { $reference }.
card-off-reversing = Niente carta finché il pagamento { $reference } non è restituito.
card-off-unheard = Il lettore di carte si sta avviando.
card-off-busy = Il lettore di carte è occupato.
card-off-unreachable = Il lettore di carte non risponde.
card-off-no-journal = Al momento non si può pagare con carta.
card-off-kitchen-behind = La cucina al momento non può ricevere ordini da qui.
card-off-journal-damaged = Niente carta finché il personale non controlla i registri del totem.
card-off-stopping = Il totem sta chiudendo.
counter-off = La cassa al momento non accetta ordini.

# Starting over.
start-over-question = Ricominciare?
start-over-what = { $count ->
    [0] Si torna all’inizio.
    [one] L’articolo del suo ordine sarà tolto.
   *[other] I { $count } articoli del suo ordine saranno tolti.
}
start-over-no = Mantieni il mio ordine
start-over-yes = Togli tutto

# Paying by card.
card-to-pay = Da pagare
card-waking = Il lettore si sta attivando
card-waking-more = Un attimo.
card-present-card = Avvicini o inserisca la carta
card-present-card-more = Sul lettore accanto a questo schermo.
card-enter-pin = Digiti il PIN
card-enter-pin-more = Sul lettore. Copra i tasti con la mano.
card-wrong-pin = Il PIN è sbagliato
card-wrong-pin-more = Lo digiti di nuovo sul lettore.
card-authorising = Chiediamo alla banca
card-authorising-more = Bastano pochi secondi.
card-remove-card = Riprenda la carta
card-remove-card-more = Poi qui comparirà il suo numero.
card-follow-terminal = Guardi il lettore
card-follow-terminal-more = Ha una domanda per lei.
card-please-wait = Un attimo
card-please-wait-more = Il lettore sta ancora lavorando.
card-card-unreadable = La carta non è stata letta
card-card-unreadable-more = La avvicini o la inserisca di nuovo, o ne usi un’altra.
card-taking-back = Annulliamo il pagamento
card-taking-back-more = Non è stato possibile completarlo. Nessun addebito.
card-closing = Nessun addebito
card-closing-more = Il suo ordine torna tra un attimo.
card-cancel = Annulla e mantieni il mio ordine
card-cancelling = Annullamento in corso
card-no-cancel = Troppo tardi per annullare. Se non riesce, niente va perso.
checking-title = Stiamo verificando il pagamento
checking-calm = Niente è perso. Il lettore non ha ancora risposto.
checking-do-not-pay = Per favore, non paghi una seconda volta.
checking-amount = Importo: { $amount }
placing-title = Il suo ordine va in cucina
placing-amount = { $amount }. Un attimo.

# The end.
number-title = Il suo numero
number-paid = Pagato: { $amount }
number-counter = Paghi { $amount } alla cassa
number-next-paid = Chiamiamo questo numero quando l’ordine è pronto.
number-next-counter = Dica il suo numero alla cassa e paghi lì. Poi cuciniamo.
number-check-id = Tenga pronto un documento: il personale lo chiederà.
number-receipt = Stampa lo scontrino
number-receipt-show = Vedi lo scontrino
number-receipt-title = Il suo scontrino
number-receipt-close = Chiudi
number-receipt-again = Riprova a stampare
number-receipt-printed = Lo scontrino è stampato
number-receipt-coming = Lo scontrino è in stampa
number-finish = Fine
staff-title = Si rivolga al nostro personale
staff-say = Non sappiamo ancora se l’importo è stato addebitato. Dica questo riferimento:
staff-amount = Importo: { $amount }
staff-calm = Non paghi una seconda volta. L’ordine è conservato e il personale la aiuterà.
staff-finish = Ho avvisato il personale

# Over a screen.
still-there-title = È ancora qui?
still-there-what = Tocchi lo schermo per mantenere il suo ordine.
still-there-button = Tocchi il pulsante per mantenere il suo ordine.
still-there-left = { $seconds ->
    [one] Ancora { $seconds } secondo
   *[other] Ancora { $seconds } secondi
}
still-there-yes = Sì, mantieni il mio ordine
notice-staff-called = Qualcuno sta venendo ad aiutarla.
notice-service-changed = Fatto. L’IVA può cambiare, i prezzi restano uguali.
notice-welcome-back = Il totem si è dovuto riavviare. Il suo ordine è ancora qui.
notice-counter-failed = L’ordine non è partito. Per favore, riprovi.
notice-sold-out = Appena esaurito: { $what }. Da modificare o togliere.
not-charged-cancelled-at-terminal = Annullato sul lettore. Nessun addebito, il suo ordine è ancora qui.
not-charged-cancelled-here = Annullato. Nessun addebito, il suo ordine è ancora qui.
not-charged-no-card = Nessuna carta presentata. Nessun addebito, il suo ordine è ancora qui.
not-charged-unreachable = Il lettore non risponde. Nessun addebito. Riprovi o paghi alla cassa.
not-charged-busy = Il lettore è occupato. Nessun addebito. Riprovi tra un attimo.
not-charged-not-recorded = Il pagamento non è potuto iniziare. Nessun addebito. Si rivolga al personale.
not-charged-taken-back = Il pagamento è stato annullato. Nessun addebito. Per favore, riprovi.
not-charged-not-found = Il lettore non conosce alcun pagamento. Nessun addebito. Per favore, riprovi.
declined-refused = La banca ha rifiutato. Nessun addebito. Provi un’altra carta o paghi alla cassa.
declined-insufficient-funds = Il saldo di questa carta non basta. Nessun addebito. Provi un’altra carta o paghi alla cassa.
declined-expired = Questa carta è scaduta. Nessun addebito. Provi un’altra carta o paghi alla cassa.
declined-wrong-pin = PIN sbagliato troppe volte. Nessun addebito. Provi un’altra carta o paghi alla cassa.
declined-unreadable = La carta non è stata letta. Nessun addebito. Riprovi o usi un’altra carta.
declined-not-accepted = Non accettiamo questo tipo di carta. Nessun addebito. Provi un’altra carta o paghi alla cassa.
# In the terminal’s own language, whichever that is.
terminal-says = Il lettore indica: «{ $words }»
refused-not-now = Si serve dalle { $from } alle { $until }.
refused-sold-out = È esaurito.
refused-group-full = Qui al massimo { $max }. Ne tolga prima uno.
refused-line-full = Al massimo { $max } dello stesso piatto.
refused-cart-full = Il suo ordine è pieno. Tolga una riga per aggiungerne un’altra.
refused-over-ceiling = Un ordine può arrivare al massimo a { $amount }. Ordini il resto alla cassa.
refused-incomplete = Resta qualcosa da scegliere.
refused-amount = Questo importo è troppo alto per il totem.
refused-too-late = Troppo tardi: il pagamento si sta decidendo.
refused-not-in-service = Il totem al momento non accetta nuovi ordini.

# The simulated terminal.
terminal-title = Lettore simulato, per dimostrazione
terminal-open = Mostra il lettore simulato
terminal-close = Metti via il lettore simulato
terminal-tab = Lettore simulato
terminal-tap-card = Avvicini qui la carta
terminal-insert-card = Inserisca la carta
terminal-remove-card-out = Riprenda la carta
terminal-digit = Tasto { $digit }
terminal-cancel = Annulla
terminal-cancel-name = Tasto rosso, annulla
terminal-clear = Cancella
terminal-clear-name = Tasto giallo, cancella
terminal-enter = OK
terminal-enter-name = Tasto verde, OK
terminal-asleep = In attesa
terminal-present-card = Presenti la carta
terminal-enter-pin = PIN, poi OK
terminal-wrong-pin = PIN errato, riprovi
terminal-authorising = Attenda…
terminal-remove-card = Riprenda la carta
terminal-follow-terminal = Confermi
terminal-please-wait = Un attimo…
terminal-card-unreadable = Non letta, riprovi
terminal-taking-back = Annullamento…
terminal-approved = Approvato
terminal-declined = Rifiutato
terminal-cancelled = Annullato
terminal-trouble = Provi un guasto
trouble-decline = La banca rifiuta
trouble-slow = Banca lenta
trouble-line-down = Linea interrotta
trouble-late-answer = Risposta tardiva
