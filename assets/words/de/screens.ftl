# The screens.
language-name = Deutsch
language-title = Sprache wählen
language-choose = Sprache: { language-name }
language-close = Sprachen schließen
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Personal rufen
training-banner = Schulungsmodus. Nichts wird abgebucht, nichts zubereitet.

# Before anybody is there.
starting-title = Einen Moment, das Bestellterminal startet
attract-question = Wo möchten Sie essen?
attract-promise = Schauen Sie sich um und wählen Sie in Ruhe. Die Bankkarte kommt zuletzt.
attract-card-off = { $why } Sie können hier bestellen und an der Theke bezahlen.
out-of-service-title = Dieses Bestellterminal macht Pause
out-of-service-what = Bitte bestellen Sie an der Theke. Wir bitten um Entschuldigung für den Umweg.

# The menu.
list-categories = Kategorien
list-dishes = Gerichte
list-cart = Bestellung
list-choices = Auswahl
list-facts = Beschreibung
scroll-up = Nach oben, { $what }
scroll-up-off = Das ist der Anfang
scroll-down = Nach unten, { $what }
scroll-down-off = Das ist das Ende
search = Suchen
search-change = Suche ändern
search-close = Suche schließen
search-hint = Was suchen Sie?
search-nothing = Nichts gefunden. Versuchen Sie es mit weniger Buchstaben.
search-found = { $count ->
    [one] { $count } Gericht gefunden
   *[other] { $count } Gerichte gefunden
}
take = { $what } hinzufügen
sold-out = Ausverkauft
not-now = Jetzt nicht
only-during = Von { $from } bis { $until }
age-badge = ab { $age }
fit-traces = Spuren möglich
fit-unfit = Passt nicht
filter = Allergene und Ernährung
filter-on = Allergene und Ernährung ({ $count })
filter-title = Allergene und Ernährung
filter-avoid = Ich vermeide
filter-diets = Ich esse nur
filter-caution = Was nicht passt, wird abgeblendet, nicht versteckt. In unserer Küche wird mit allen Allergenen gearbeitet: Bei einer Allergie sprechen Sie bitte mit dem Personal.
filter-clear = Alles löschen
filter-clear-off = Nichts ist ausgewählt
filter-done = Speisekarte zeigen

# The keyboard.
keyboard-rows = 1234567890?+: qwertzuiopéè asdfghjklü'./ yxcvbnmäöß,-
keyboard-rows-few = 1234567890 qwertzuiop asdfghjklü yxcvbnmäöß
key-backspace = Einen Buchstaben löschen
key-backspace-off = Es ist nichts geschrieben
key-clear = Leeren
key-space = Leerzeichen
key-done = Fertig

# The cart.
cart-title = { $count ->
    [0] Ihre Bestellung
    [one] Ihre Bestellung: { $count } Artikel
   *[other] Ihre Bestellung: { $count } Artikel
}
cart-empty = Ihre Bestellung ist leer. Wählen Sie, worauf Sie Lust haben.
undo = Rückgängig machen
undo-off = Es gibt nichts rückgängig zu machen
redo = Wiederholen
redo-off = Es gibt nichts zu wiederholen
total = Summe
total-is = Summe { $amount }
to-review = Bestellung ansehen
start-over = Neu beginnen
blocked-empty = Wählen Sie zuerst etwas aus
blocked-sold-out-in-cart = Entfernen Sie, was ausverkauft ist
blocked-nothing-to-pay = Es gibt nichts zu bezahlen
change = Ändern
remove = Entfernen
line-change = { $what } ändern
line-remove = { $what } entfernen
line-less = Eins weniger: { $what }
line-less-off = Weniger als eins geht nicht
line-more = Eins mehr: { $what }
line-more-off = Mehr von einem Gericht geht nicht
line-sold-out = Ausverkauft. Bitte ändern oder entfernen.
line-gone = Nicht mehr auf der Speisekarte. Bitte entfernen.

# A product.
product-back = Zurück zur Speisekarte
product-keep = Zurück ohne Änderung
product-add = Hinzufügen · { $amount }
product-save = Speichern · { $amount }
kcal = { $kcal } kcal
contains = Enthält: { $what }
contains-none = Enthält keines der 14 Allergene
may-contain = Kann enthalten: { $what }
suits = Geeignet: { $what }
age-notice = Ab { $age }: Das Personal prüft Ihren Ausweis.
fit-traces-long = Kann Spuren von etwas enthalten, das Sie vermeiden
fit-unfit-long = Passt nicht zu dem, was Sie essen
choose-exactly = { $count } auswählen
choose-up-to = Bis zu { $max } auswählen
choose-between = { $min } bis { $max } auswählen
group-full = Mehr geht hier nicht
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [one] Noch { $count } auswählen: { $what }
   *[other] Noch { $count } auswählen: { $what }
}
unmet-fill = Auswählen: { $what }
unmet-sold-out = Ausverkauft, bitte neu wählen: { $what }
note-title = Ein Wunsch an die Küche
note-hint = Ein paar Worte, etwa „Soße extra“
note-write = Wunsch schreiben…
note-quoted = „{ $note }“

# The review.
review-title = Ihre Bestellung
review-back = Weiter auswählen
review-line = { $count } × { $what }
review-tax = MwSt. { $rate } %: { $tax } in { $gross }
review-kcal = { $kcal } kcal insgesamt
pay-card = { $amount } mit Karte zahlen
pay-counter = { $amount } an der Theke zahlen
card-off-no-terminal = Hier gibt es keinen Kartenleser.
card-off-unresolved = Karten erst wieder, wenn das Personal die Zahlung { $reference } geklärt hat.
card-off-reversing = Karten erst wieder, wenn die Zahlung { $reference } zurückgegeben ist.
card-off-unheard = Der Kartenleser startet gerade.
card-off-busy = Der Kartenleser ist beschäftigt.
card-off-unreachable = Der Kartenleser ist nicht erreichbar.
card-off-no-journal = Kartenzahlung geht gerade nicht.
card-off-kitchen-behind = Die Küche kann von hier gerade keine Bestellungen annehmen.
card-off-journal-damaged = Karten erst wieder, wenn das Personal die Aufzeichnungen des Bestellterminals geprüft hat.
card-off-stopping = Das Bestellterminal schließt gerade.
counter-off = Die Theke nimmt gerade keine Bestellungen an.

# Starting over.
start-over-question = Neu beginnen?
start-over-what = { $count ->
    [0] Sie kehren zum Anfang zurück.
    [one] Der Artikel in Ihrer Bestellung wird entfernt.
   *[other] Die { $count } Artikel in Ihrer Bestellung werden entfernt.
}
start-over-no = Bestellung behalten
start-over-yes = Alles entfernen

# Paying by card.
card-to-pay = Zu bezahlen
card-waking = Der Kartenleser startet
card-waking-more = Einen Moment.
card-present-card = Karte vorhalten oder einstecken
card-present-card-more = Am Kartenleser neben diesem Bildschirm.
card-enter-pin = Geheimzahl eingeben
card-enter-pin-more = Am Kartenleser. Verdecken Sie die Tasten mit der Hand.
card-wrong-pin = Diese Geheimzahl war falsch
card-wrong-pin-more = Geben Sie sie am Kartenleser noch einmal ein.
card-authorising = Wir fragen die Bank
card-authorising-more = Das dauert einige Sekunden.
card-remove-card = Bitte Karte entnehmen
card-remove-card-more = Danach erscheint hier Ihre Nummer.
card-follow-terminal = Schauen Sie auf den Kartenleser
card-follow-terminal-more = Er hat eine Frage an Sie.
card-please-wait = Einen Moment
card-please-wait-more = Der Kartenleser arbeitet noch.
card-card-unreadable = Die Karte war nicht lesbar
card-card-unreadable-more = Halten oder stecken Sie sie noch einmal, oder nehmen Sie eine andere.
card-taking-back = Die Zahlung wird zurückgenommen
card-taking-back-more = Sie konnte nicht abgeschlossen werden. Es wird nichts abgebucht.
card-closing = Es wurde nichts abgebucht
card-closing-more = Ihre Bestellung kommt gleich zurück.
card-cancel = Abbrechen und Bestellung behalten
card-cancelling = Wird abgebrochen
card-no-cancel = Zu spät zum Abbrechen. Wenn es nicht klappt, geht nichts verloren.
checking-title = Wir prüfen Ihre Zahlung
checking-calm = Nichts ist verloren. Der Kartenleser hat noch nicht geantwortet.
checking-do-not-pay = Bitte bezahlen Sie nicht noch einmal.
checking-amount = Betrag: { $amount }
placing-title = Ihre Bestellung geht in die Küche
placing-amount = { $amount }. Einen Moment.

# The end.
number-title = Ihre Nummer
number-paid = Bezahlt: { $amount }
number-counter = Bitte bezahlen Sie { $amount } an der Theke
number-next-paid = Wir rufen diese Nummer auf, wenn Ihre Bestellung fertig ist.
number-next-counter = Nennen Sie Ihre Nummer an der Theke und bezahlen Sie dort. Danach kochen wir.
number-check-id = Bitte Ausweis bereithalten: Das Personal fragt danach.
number-receipt = Beleg drucken
number-receipt-show = Beleg ansehen
number-receipt-title = Ihr Beleg
number-receipt-close = Schließen
number-receipt-again = Noch einmal drucken
number-receipt-printed = Ihr Beleg ist gedruckt
number-receipt-coming = Ihr Beleg wird gedruckt
number-finish = Fertig
staff-title = Bitte wenden Sie sich an unser Personal
staff-say = Ob Ihre Karte belastet wurde, wissen wir noch nicht. Ihre Referenz:
staff-amount = Betrag: { $amount }
staff-calm = Bitte bezahlen Sie nicht noch einmal. Ihre Bestellung bleibt erhalten, das Personal hilft Ihnen.
staff-finish = Das Personal weiß Bescheid

# Over a screen.
still-there-title = Sind Sie noch da?
still-there-what = Berühren Sie den Bildschirm, um Ihre Bestellung zu behalten.
still-there-button = Berühren Sie die Taste, um Ihre Bestellung zu behalten.
still-there-left = { $seconds ->
    [one] Noch { $seconds } Sekunde
   *[other] Noch { $seconds } Sekunden
}
still-there-yes = Ja, Bestellung behalten
notice-staff-called = Gleich kommt jemand und hilft Ihnen.
notice-service-changed = Erledigt. Die Steuer kann sich ändern, die Preise bleiben gleich.
notice-welcome-back = Das Bestellterminal musste neu starten. Ihre Bestellung ist noch da.
notice-counter-failed = Ihre Bestellung konnte nicht gesendet werden. Bitte versuchen Sie es noch einmal.
notice-sold-out = Gerade ausverkauft: { $what }. Bitte ändern oder entfernen.
not-charged-cancelled-at-terminal = Am Kartenleser abgebrochen. Nichts wurde abgebucht, Ihre Bestellung ist noch da.
not-charged-cancelled-here = Abgebrochen. Nichts wurde abgebucht, Ihre Bestellung ist noch da.
not-charged-no-card = Es kam keine Karte. Nichts wurde abgebucht, Ihre Bestellung ist noch da.
not-charged-unreachable = Der Kartenleser ist nicht erreichbar. Nichts wurde abgebucht. Versuchen Sie es noch einmal oder bezahlen Sie an der Theke.
not-charged-busy = Der Kartenleser ist beschäftigt. Nichts wurde abgebucht. Versuchen Sie es gleich noch einmal.
not-charged-not-recorded = Die Zahlung konnte nicht beginnen. Nichts wurde abgebucht. Bitte fragen Sie das Personal.
not-charged-taken-back = Die Zahlung wurde zurückgenommen. Es wird nichts abgebucht. Bitte versuchen Sie es noch einmal.
not-charged-not-found = Der Kartenleser kennt keine Zahlung. Nichts wurde abgebucht. Bitte versuchen Sie es noch einmal.
declined-refused = Die Bank hat abgelehnt. Nichts wurde abgebucht. Nehmen Sie eine andere Karte oder zahlen Sie an der Theke.
declined-insufficient-funds = Guthaben reicht nicht. Nichts wurde abgebucht. Andere Karte nehmen oder an der Theke zahlen.
declined-expired = Diese Karte ist abgelaufen. Nichts wurde abgebucht. Nehmen Sie eine andere oder zahlen Sie an der Theke.
declined-wrong-pin = Die Geheimzahl war zu oft falsch. Nichts wurde abgebucht. Nehmen Sie eine andere Karte oder zahlen Sie an der Theke.
declined-unreadable = Die Karte war nicht lesbar. Nichts wurde abgebucht. Versuchen Sie es noch einmal oder nehmen Sie eine andere Karte.
declined-not-accepted = Diese Kartenart nehmen wir nicht. Nichts wurde abgebucht. Nehmen Sie eine andere oder zahlen Sie an der Theke.
# In the terminal’s own language, whichever that is.
terminal-says = Der Kartenleser meldet: „{ $words }“
refused-not-now = Das gibt es von { $from } bis { $until }.
refused-sold-out = Das ist ausverkauft.
refused-group-full = Hier gehen höchstens { $max }. Lassen Sie zuerst eins weg.
refused-line-full = Höchstens { $max } von einem Gericht.
refused-cart-full = Ihre Bestellung ist voll. Entfernen Sie eine Zeile, um eine andere hinzuzufügen.
refused-over-ceiling = Eine Bestellung kann höchstens { $amount } betragen. Bitte bestellen Sie den Rest an der Theke.
refused-incomplete = Es ist noch etwas auszuwählen.
refused-amount = Dieser Betrag ist zu groß für das Bestellterminal.
refused-too-late = Dafür ist es zu spät: Über die Zahlung wird gerade entschieden.
refused-not-in-service = Das Bestellterminal nimmt gerade keine neuen Bestellungen an.

# The simulated terminal.
terminal-title = Simulierter Kartenleser, zur Vorführung
terminal-open = Simulierten Kartenleser zeigen
terminal-close = Simulierten Kartenleser weglegen
terminal-tab = Simulierter Kartenleser
terminal-tap-card = Karte hier vorhalten
terminal-insert-card = Karte einstecken
terminal-remove-card-out = Karte entnehmen
terminal-digit = Taste { $digit }
terminal-cancel = Abbruch
terminal-cancel-name = Rote Taste, Abbruch
terminal-clear = Korr.
terminal-clear-name = Gelbe Taste, Korrektur
terminal-enter = OK
terminal-enter-name = Grüne Taste, OK
terminal-asleep = Ruhezustand
terminal-present-card = Karte bitte
terminal-enter-pin = Geheimzahl, dann OK
terminal-wrong-pin = Falsch, noch einmal
terminal-authorising = Bitte warten…
terminal-remove-card = Karte entnehmen
terminal-follow-terminal = Bitte bestätigen
terminal-please-wait = Einen Moment…
terminal-card-unreadable = Nicht gelesen, noch einmal
terminal-taking-back = Rücknahme…
terminal-approved = Genehmigt
terminal-declined = Abgelehnt
terminal-cancelled = Abgebrochen
terminal-trouble = Störung testen
trouble-decline = Bank lehnt ab
trouble-slow = Langsame Bank
trouble-line-down = Leitung tot
trouble-late-answer = Späte Antwort
