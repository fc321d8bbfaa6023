# The screens.
language-name = Nederlands
language-title = Kies een taal
language-choose = Taal: { language-name }
language-close = Talen sluiten
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Personeel roepen
training-banner = Trainingsmodus. Er wordt niets afgeschreven en niets bereid.

# Before anybody is there.
starting-title = Een ogenblik, de bestelzuil start op
attract-question = Waar wilt u eten?
attract-promise = Kijk rustig rond en kies. Uw kaart vragen we pas op het eind.
attract-card-off = { $why } U kunt hier bestellen en aan de kassa betalen.
out-of-service-title = Deze bestelzuil is buiten gebruik
out-of-service-what = Bestel alstublieft aan de kassa. Onze excuses voor de omweg.

# The menu.
list-categories = rubrieken
list-dishes = gerechten
list-cart = bestelling
list-choices = keuzes
list-facts = beschrijving
scroll-up = Omhoog, { $what }
scroll-up-off = Dit is het begin
scroll-down = Omlaag, { $what }
scroll-down-off = Dit is het einde
search = Zoeken
search-change = Zoekopdracht wijzigen
search-close = Zoeken sluiten
search-hint = Wat zoekt u?
search-nothing = Niets gevonden. Probeer het met minder letters.
search-found = { $count ->
    [one] { $count } gerecht gevonden
   *[other] { $count } gerechten gevonden
}
take = { $what } toevoegen
sold-out = Uitverkocht
not-now = Nu niet
only-during = Van { $from } tot { $until }
age-badge = { $age }+
fit-traces = Mogelijk sporen
fit-unfit = Past niet
filter = Allergenen en dieet
filter-on = Allergenen en dieet ({ $count })
filter-title = Allergenen en dieet
filter-avoid = Ik vermijd
filter-diets = Ik eet alleen
filter-caution = Gerechten die niet passen worden gedimd, niet verborgen. In onze keuken komen alle allergenen voor: bent u allergisch, praat dan met het personeel.
filter-clear = Alles wissen
filter-clear-off = Er is niets gekozen
filter-done = Toon het menu

# The keyboard.
keyboard-rows = 1234567890?+: qwertyuiopöü asdfghjklé'.è zxcvbnmëï-ê,
keyboard-rows-few = 1234567890 qwertyuiop asdfghjkl' zxcvbnméë-
key-backspace = Eén letter wissen
key-backspace-off = Er is niets geschreven
key-clear = Wissen
key-space = Spatie
key-done = Klaar

# The cart.
cart-title = { $count ->
    [0] Uw bestelling
    [one] Uw bestelling: { $count } artikel
   *[other] Uw bestelling: { $count } artikelen
}
cart-empty = Uw bestelling is leeg. Kies waar u zin in hebt.
undo = Ongedaan maken
undo-off = Er is niets ongedaan te maken
redo = Opnieuw uitvoeren
redo-off = Er is niets opnieuw uit te voeren
total = Totaal
total-is = Totaal { $amount }
to-review = Bekijk mijn bestelling
start-over = Opnieuw beginnen
blocked-empty = Kies eerst iets
blocked-sold-out-in-cart = Verwijder wat uitverkocht is
blocked-nothing-to-pay = Er is niets te betalen
change = Wijzigen
remove = Verwijderen
line-change = { $what } wijzigen
line-remove = { $what } verwijderen
line-less = Eén minder: { $what }
line-less-off = Eén is het minimum
line-more = Eén meer: { $what }
line-more-off = Dit is het maximum van één gerecht
line-sold-out = Uitverkocht. Wijzig of verwijder het.
line-gone = Staat niet meer op het menu. Verwijder het.

# A product.
product-back = Terug naar het menu
product-keep = Terug zonder wijzigingen
product-add = Toevoegen · { $amount }
product-save = Opslaan · { $amount }
kcal = { $kcal } kcal
contains = Bevat: { $what }
contains-none = Bevat geen van de 14 allergenen
may-contain = Kan bevatten: { $what }
suits = Geschikt: { $what }
age-notice = Vanaf { $age } jaar: het personeel vraagt uw identiteitsbewijs.
fit-traces-long = Kan sporen bevatten van iets dat u vermijdt
fit-unfit-long = Past niet bij wat u eet
choose-exactly = Kies { $count }
choose-up-to = Kies er hoogstens { $max }
choose-between = Kies er { $min } tot { $max }
group-full = Meer kan hier niet
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [one] Nog { $count } te kiezen: { $what }
   *[other] Nog { $count } te kiezen: { $what }
}
unmet-fill = Kies: { $what }
unmet-sold-out = Uitverkocht, kies opnieuw: { $what }
note-title = Een wens voor de keuken
note-hint = Een paar woorden, zoals ‘saus apart’
note-write = Wens schrijven…
note-quoted = ‘{ $note }’

# The review.
review-title = Uw bestelling
review-back = Verder kiezen
review-line = { $count } × { $what }
review-tax = Btw { $rate }%: { $tax } in { $gross }
review-kcal = { $kcal } kcal in totaal
pay-card = Betaal { $amount } met kaart
pay-counter = Betaal { $amount } aan de kassa
card-off-no-terminal = Hier is geen betaalautomaat.
card-off-unresolved = Geen kaart totdat het personeel betaling { $reference } heeft opgelost.
card-off-reversing = Geen kaart totdat betaling { $reference } is teruggegeven.
card-off-unheard = De betaalautomaat start op.
card-off-busy = De betaalautomaat is bezet.
card-off-unreachable = De betaalautomaat is niet bereikbaar.
card-off-no-journal = Betalen met kaart kan nu niet.
card-off-kitchen-behind = De keuken kan nu geen bestellingen van hier aannemen.
card-off-journal-damaged = Geen kaart totdat het personeel de gegevens van de zuil heeft nagekeken.
card-off-stopping = De bestelzuil sluit af.
counter-off = De kassa neemt nu geen bestellingen aan.

# Starting over.
start-over-question = Opnieuw beginnen?
start-over-what = { $count ->
    [0] U gaat terug naar het begin.
    [one] Het artikel in uw bestelling wordt verwijderd.
   *[other] De { $count } artikelen in uw bestelling worden verwijderd.
}
start-over-no = Mijn bestelling houden
start-over-yes = Alles verwijderen

# Paying by card.
card-to-pay = Te betalen
card-waking = De betaalautomaat start op
card-waking-more = Een ogenblik.
card-present-card = Houd uw kaart voor of steek hem in
card-present-card-more = Bij de betaalautomaat naast dit scherm.
card-enter-pin = Toets uw pincode in
card-enter-pin-more = Op de betaalautomaat. Scherm de toetsen af met uw hand.
card-wrong-pin = Die pincode was fout
card-wrong-pin-more = Toets hem nog eens in op de betaalautomaat.
card-authorising = We vragen het de bank
card-authorising-more = Dit duurt enkele seconden.
card-remove-card = Neem uw kaart
card-remove-card-more = Daarna verschijnt hier uw nummer.
card-follow-terminal = Kijk naar de betaalautomaat
card-follow-terminal-more = Er staat een vraag voor u.
card-please-wait = Een ogenblik
card-please-wait-more = De betaalautomaat is nog bezig.
card-card-unreadable = De kaart kon niet worden gelezen
card-card-unreadable-more = Houd hem nog eens voor of steek hem in, of neem een andere.
card-taking-back = De betaling wordt teruggedraaid
card-taking-back-more = Het kon niet worden afgerond. Er wordt niets afgeschreven.
card-closing = Er is niets afgeschreven
card-closing-more = Uw bestelling komt zo terug.
card-cancel = Annuleren en bestelling houden
card-cancelling = Wordt geannuleerd
card-no-cancel = Te laat om te annuleren. Als het mislukt, gaat niets verloren.
checking-title = We controleren uw betaling
checking-calm = Er is niets verloren. De betaalautomaat heeft nog niet geantwoord.
checking-do-not-pay = Betaal alstublieft niet nog een keer.
checking-amount = Bedrag: { $amount }
placing-title = Uw bestelling gaat naar de keuken
placing-amount = { $amount }. Een ogenblik.

# The end.
number-title = Uw nummer
number-paid = Betaald: { $amount }
number-counter = Betaal { $amount } aan de kassa
number-next-paid = We roepen dit nummer af als uw bestelling klaar is.
number-next-counter = Zeg uw nummer aan de kassa en betaal daar. Daarna gaan we koken.
number-check-id = Houd uw identiteitsbewijs klaar: het personeel vraagt ernaar.
number-receipt = Bon afdrukken
number-receipt-show = Bon bekijken
number-receipt-title = Uw bon
number-receipt-close = Sluiten
number-receipt-again = Opnieuw afdrukken
number-receipt-printed = Uw bon is afgedrukt
number-receipt-coming = Uw bon wordt afgedrukt
number-finish = Klaar
staff-title = Ga naar ons personeel
staff-say = We weten nog niet of er van uw kaart is afgeschreven. Noem dit kenmerk:
staff-amount = Bedrag: { $amount }
staff-calm = Betaal niet nog een keer. Uw bestelling blijft bewaard en het personeel helpt u.
staff-finish = Ik heb het personeel ingelicht

# Over a screen.
still-there-title = Bent u er nog?
still-there-what = Raak het scherm aan om uw bestelling te houden.
still-there-button = Raak de knop aan om uw bestelling te houden.
still-there-left = { $seconds ->
    [one] Nog { $seconds } seconde
   *[other] Nog { $seconds } seconden
}
still-there-yes = Ja, mijn bestelling houden
notice-staff-called = Er komt iemand om u te helpen.
notice-service-changed = Gedaan. De btw kan veranderen, de prijzen blijven gelijk.
notice-welcome-back = De bestelzuil moest opnieuw starten. Uw bestelling is er nog.
notice-counter-failed = Uw bestelling kon niet worden verzonden. Probeer het nog eens.
notice-sold-out = Net uitverkocht: { $what }. Wijzig of verwijder het.
not-charged-cancelled-at-terminal = Geannuleerd op de betaalautomaat. Er is niets afgeschreven, uw bestelling is er nog.
not-charged-cancelled-here = Geannuleerd. Er is niets afgeschreven, uw bestelling is er nog.
not-charged-no-card = Er kwam geen kaart. Er is niets afgeschreven, uw bestelling is er nog.
not-charged-unreachable = De betaalautomaat is niet bereikbaar. Er is niets afgeschreven. Probeer het nog eens of betaal aan de kassa.
not-charged-busy = De betaalautomaat is bezet. Er is niets afgeschreven. Probeer het zo nog eens.
not-charged-not-recorded = De betaling kon niet beginnen. Er is niets afgeschreven. Vraag het personeel.
not-charged-taken-back = De betaling is teruggedraaid. Er wordt niets afgeschreven. Probeer het nog eens.
not-charged-not-found = De betaalautomaat kent geen betaling. Er is niets afgeschreven. Probeer het nog eens.
declined-refused = De bank heeft geweigerd. Er is niets afgeschreven. Probeer een andere kaart of betaal aan de kassa.
declined-insufficient-funds = Er staat niet genoeg op deze kaart. Er is niets afgeschreven. Probeer een andere kaart of betaal aan de kassa.
declined-expired = Deze kaart is verlopen. Er is niets afgeschreven. Probeer een andere kaart of betaal aan de kassa.
declined-wrong-pin = De pincode was te vaak fout. Er is niets afgeschreven. Probeer een andere kaart of betaal aan de kassa.
declined-unreadable = De kaart kon niet worden gelezen. Er is niets afgeschreven. Probeer het nog eens of neem een andere kaart.
declined-not-accepted = Deze soort kaart nemen we niet aan. Er is niets afgeschreven. Probeer een andere kaart of betaal aan de kassa.
# In the terminal’s own language, whichever that is.
terminal-says = De betaalautomaat meldt: ‘{ $words }’
refused-not-now = Dit wordt geserveerd van { $from } tot { $until }.
refused-sold-out = Dit is uitverkocht.
refused-group-full = Hier kunnen er hoogstens { $max }. Laat eerst iets weg.
refused-line-full = Hoogstens { $max } van één gerecht.
refused-cart-full = Uw bestelling is vol. Verwijder een regel om een andere toe te voegen.
refused-over-ceiling = Eén bestelling mag hoogstens { $amount } zijn. Bestel de rest aan de kassa.
refused-incomplete = Er moet nog iets worden gekozen.
refused-amount = Dit bedrag is te groot voor de bestelzuil.
refused-too-late = Daarvoor is het te laat: over de betaling wordt beslist.
refused-not-in-service = De bestelzuil neemt nu geen nieuwe bestellingen aan.

# The simulated terminal.
terminal-title = Gesimuleerde betaalautomaat, ter demonstratie
terminal-open = Gesimuleerde betaalautomaat tonen
terminal-close = Gesimuleerde betaalautomaat opbergen
terminal-tab = Gesimuleerde betaalautomaat
terminal-tap-card = Kaart hier voorhouden
terminal-insert-card = Kaart insteken
terminal-remove-card-out = Kaart uitnemen
terminal-digit = Toets { $digit }
terminal-cancel = Stop
terminal-cancel-name = Rode toets, stop
terminal-clear = Corr
terminal-clear-name = Gele toets, correctie
terminal-enter = OK
terminal-enter-name = Groene toets, OK
terminal-asleep = In rust
terminal-present-card = Kaart aanbieden
terminal-enter-pin = Pincode, dan OK
terminal-wrong-pin = Foute code, nog eens
terminal-authorising = Even wachten…
terminal-remove-card = Neem uw kaart
terminal-follow-terminal = Bevestig
terminal-please-wait = Een ogenblik…
terminal-card-unreadable = Niet gelezen, nog eens
terminal-taking-back = Terugdraaien…
terminal-approved = Akkoord
terminal-declined = Geweigerd
terminal-cancelled = Geannuleerd
terminal-trouble = Storing proberen
trouble-decline = Bank weigert
trouble-slow = Trage bank
trouble-line-down = Lijn weg
trouble-late-answer = Laat antwoord
