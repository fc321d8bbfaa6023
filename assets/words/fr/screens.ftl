# Les écrans.
language-name = Français
language-title = Choisir une langue
language-choose = Langue : { language-name }
language-close = Fermer les langues
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Appeler l’équipe
training-banner = Formation. Rien n’est débité, rien n’est préparé.

# Avant que quelqu’un soit là.
starting-title = Un instant, la borne démarre
attract-question = Où mangez-vous ?
attract-promise = Regardez et choisissez librement. La carte bancaire vient en dernier.
attract-card-off = { $why } Vous pouvez commander ici et payer au comptoir.
out-of-service-title = Cette borne se repose
out-of-service-what = Merci de commander au comptoir. Désolés pour le détour.

# La carte.
list-categories = rubriques
list-dishes = plats
list-cart = commande
list-choices = choix
list-facts = description
scroll-up = Monter, { $what }
scroll-up-off = C’est le début
scroll-down = Descendre, { $what }
scroll-down-off = C’est la fin
search = Chercher
search-change = Modifier la recherche
search-close = Fermer la recherche
search-hint = Que cherchez-vous ?
search-nothing = Rien trouvé. Essayez moins de lettres.
search-found = { $count ->
    [one] { $count } plat trouvé
   *[other] { $count } plats trouvés
}
take = Ajouter { $what }
sold-out = Épuisé
not-now = Pas maintenant
only-during = De { $from } à { $until }
age-badge = { $age }+
fit-traces = Traces possibles
fit-unfit = Ne convient pas
filter = Allergènes et régime
filter-on = Allergènes et régime ({ $count })
filter-title = Allergènes et régime
filter-avoid = J’évite
filter-diets = Je mange seulement
filter-caution = Ce qui ne convient pas est estompé, pas caché. Notre cuisine manipule tous les allergènes : en cas d’allergie, parlez-en à l’équipe.
filter-clear = Tout effacer
filter-clear-off = Rien n’est choisi
filter-done = Voir la carte

# Le clavier.
keyboard-rows = 1234567890',- azertyuiopêâ qsdfghjklmùîï wxcvbnéèàçôû
keyboard-rows-few = 1234567890 azertyuiop qsdfghjklm wxcvbnéèàç
key-backspace = Effacer une lettre
key-backspace-off = Rien n’est écrit
key-clear = Effacer
key-space = Espace
key-done = Terminé

# La commande en cours.
cart-title = { $count ->
    [0] Votre commande
    [one] Votre commande ({ $count } article)
   *[other] Votre commande ({ $count } articles)
}
cart-empty = Votre commande est vide. Choisissez ce qui vous plaît.
undo = Annuler la modification
undo-off = Il n’y a rien à annuler
redo = Rétablir
redo-off = Il n’y a rien à rétablir
total = Total
total-is = Total { $amount }
to-review = Voir ma commande
start-over = Recommencer
blocked-empty = Choisissez d’abord quelque chose
blocked-sold-out-in-cart = Retirez ce qui est épuisé
blocked-nothing-to-pay = Il n’y a rien à payer
change = Modifier
remove = Retirer
line-change = Modifier { $what }
line-remove = Retirer { $what }
line-less = Un de moins : { $what }
line-less-off = Il en faut au moins un
line-more = Un de plus : { $what }
line-more-off = C’est le maximum d’un même plat
line-sold-out = Épuisé. À modifier ou à retirer.
line-gone = N’est plus à la carte. À retirer.

# Un produit.
product-back = Retour à la carte
product-keep = Retour sans modifier
product-add = Ajouter · { $amount }
product-save = Enregistrer · { $amount }
kcal = { $kcal } kcal
contains = Contient : { $what }
contains-none = Ne contient aucun des 14 allergènes
may-contain = Peut contenir : { $what }
suits = Convient : { $what }
age-notice = À partir de { $age } ans : l’équipe vérifie votre âge.
fit-traces-long = Traces possibles de ce que vous évitez
fit-unfit-long = Ne convient pas à ce que vous mangez
choose-exactly = { $count } au choix
choose-up-to = Jusqu’à { $max } au choix
choose-between = De { $min } à { $max } au choix
group-full = Complet
option-of = { $group } : { $option }
unmet-choose = Il en reste à choisir { $count } : { $what }
unmet-fill = À choisir : { $what }
unmet-sold-out = Épuisé, à choisir à nouveau : { $what }
note-title = Un souhait pour la cuisine
note-hint = Quelques mots, comme « sauce à part »
note-write = Écrire un souhait…
note-quoted = « { $note } »

# Avant de payer.
review-title = Votre commande
review-back = Continuer à choisir
review-line = { $count } × { $what }
review-tax = TVA { $rate } % : { $tax } dans { $gross }
review-kcal = { $kcal } kcal en tout
pay-card = Payer { $amount } par carte
pay-counter = Payer { $amount } au comptoir
card-off-no-terminal = Il n’y a pas de lecteur de cartes ici.
card-off-unresolved = Les cartes attendent que l’équipe règle le paiement { $reference }.
card-off-reversing = Les cartes attendent que le paiement { $reference } soit rendu.
card-off-unheard = Le lecteur de cartes se réveille.
card-off-busy = Le lecteur de cartes est occupé.
card-off-unreachable = Le lecteur de cartes ne répond pas.
card-off-no-journal = Les cartes ne passent pas en ce moment.
card-off-kitchen-behind = La cuisine ne peut pas recevoir de commandes d’ici en ce moment.
card-off-journal-damaged = Les cartes attendent que l’équipe ait vérifié les enregistrements de la borne.
card-off-stopping = La borne ferme.
counter-off = Le comptoir ne prend pas de commandes en ce moment.

# Recommencer.
start-over-question = Recommencer ?
start-over-what = { $count ->
    [0] Vous revenez au début.
    [one] L’article de votre commande sera retiré.
   *[other] Les { $count } articles de votre commande seront retirés.
}
start-over-no = Garder ma commande
start-over-yes = Tout retirer

# Payer par carte.
card-to-pay = À payer
card-waking = Réveil du lecteur
card-waking-more = Un instant.
card-present-card = Présentez ou insérez votre carte
card-present-card-more = Sur le lecteur à côté de cet écran.
card-enter-pin = Tapez votre code
card-enter-pin-more = Sur le lecteur. Cachez les touches de la main.
card-wrong-pin = Ce code est faux
card-wrong-pin-more = Tapez-le à nouveau sur le lecteur.
card-authorising = Nous demandons à la banque
card-authorising-more = Quelques secondes suffisent.
card-remove-card = Reprenez votre carte
card-remove-card-more = Votre numéro s’affiche ensuite ici.
card-follow-terminal = Regardez le lecteur
card-follow-terminal-more = Il a une question pour vous.
card-please-wait = Un instant
card-please-wait-more = Le lecteur n’a pas encore fini.
card-card-unreadable = La carte n’a pas pu être lue
card-card-unreadable-more = Présentez-la ou insérez-la à nouveau, ou prenez-en une autre.
card-taking-back = Annulation du paiement
card-taking-back-more = Il n’a pas pu aboutir. Vous ne serez pas débité.
card-closing = Rien n’a été débité
card-closing-more = Votre commande revient dans un instant.
card-cancel = Annuler et garder ma commande
card-cancelling = Annulation en cours
card-no-cancel = Trop tard pour annuler. En cas d’échec, rien n’est perdu.
checking-title = Nous vérifions votre paiement
checking-calm = Rien n’est perdu. Le lecteur n’a pas encore répondu.
checking-do-not-pay = Ne payez pas une seconde fois.
checking-amount = Montant : { $amount }
placing-title = Votre commande part en cuisine
placing-amount = { $amount }. Un instant.

# La fin.
number-title = Votre numéro
number-paid = Payé : { $amount }
number-counter = Payez { $amount } au comptoir
number-next-paid = Nous appelons ce numéro quand la commande est prête.
number-next-counter = Dites votre numéro au comptoir et payez là-bas. Nous cuisinons ensuite.
number-check-id = Préparez une pièce d’identité : l’équipe vous la demandera.
number-receipt = Imprimer un ticket
number-receipt-show = Voir le ticket
number-receipt-title = Votre ticket
number-receipt-close = Fermer
number-receipt-again = Réessayer d’imprimer
number-receipt-printed = Votre ticket est imprimé
number-receipt-coming = Votre ticket s’imprime
number-finish = Terminer
staff-title = Adressez-vous à l’équipe
staff-say = Nous ne savons pas encore si votre carte a été débitée. Donnez cette référence :
staff-amount = Montant : { $amount }
staff-calm = Ne payez pas une seconde fois. Votre commande est gardée, l’équipe vous aide.
staff-finish = L’équipe est au courant

# Par-dessus un écran.
still-there-title = Êtes-vous toujours là ?
still-there-what = Touchez l’écran pour garder votre commande.
still-there-button = Touchez le bouton pour garder votre commande.
still-there-left = { $seconds ->
    [one] Encore { $seconds } seconde
   *[other] Encore { $seconds } secondes
}
still-there-yes = Oui, garder ma commande
notice-staff-called = Quelqu’un vient vous aider.
notice-service-changed = C’est fait. La TVA peut changer, les prix restent les mêmes.
notice-welcome-back = La borne a dû redémarrer. Votre commande est toujours là.
notice-counter-failed = La commande n’est pas partie. Merci de réessayer.
notice-sold-out = Épuisé à l’instant : { $what }. À modifier ou à retirer.
not-charged-cancelled-at-terminal = Annulé sur le lecteur. Rien n’est débité, votre commande est toujours là.
not-charged-cancelled-here = Annulé. Rien n’est débité, votre commande est toujours là.
not-charged-no-card = Aucune carte présentée. Rien n’est débité, votre commande est toujours là.
not-charged-unreachable = Le lecteur ne répond pas. Rien n’est débité. Réessayez ou payez au comptoir.
not-charged-busy = Le lecteur est occupé. Rien n’est débité. Réessayez dans un instant.
not-charged-not-recorded = Le paiement n’a pas pu commencer. Rien n’est débité. Adressez-vous à l’équipe.
not-charged-taken-back = Le paiement a été repris. Vous n’êtes pas débité. Merci de réessayer.
not-charged-not-found = Le lecteur ne connaît aucun paiement. Rien n’est débité. Merci de réessayer.
declined-refused = La banque a dit non. Rien n’est débité. Essayez une autre carte ou payez au comptoir.
declined-insufficient-funds = Il n’y a pas assez sur cette carte. Rien n’est débité. Essayez une autre carte ou payez au comptoir.
declined-expired = Cette carte a expiré. Rien n’est débité. Essayez une autre carte ou payez au comptoir.
declined-wrong-pin = Trop de codes faux. Rien n’est débité. Essayez une autre carte ou payez au comptoir.
declined-unreadable = La carte n’a pas pu être lue. Rien n’est débité. Réessayez ou prenez une autre carte.
declined-not-accepted = Nous ne prenons pas ce type de carte. Rien n’est débité. Essayez une autre carte ou payez au comptoir.
# In the terminal’s own language, whichever that is.
terminal-says = Le lecteur indique : « { $words } »
refused-not-now = C’est servi de { $from } à { $until }.
refused-sold-out = C’est épuisé.
refused-group-full = Pas plus de { $max } ici. Retirez-en un d’abord.
refused-line-full = Pas plus de { $max } fois le même plat.
refused-cart-full = Votre commande est pleine. Retirez une ligne pour en ajouter une autre.
refused-over-ceiling = Une commande peut atteindre { $amount } au plus. Commandez le reste au comptoir.
refused-incomplete = Il reste quelque chose à choisir.
refused-amount = Ce montant est trop grand pour la borne.
refused-too-late = Trop tard pour cela : le paiement se décide.
refused-not-in-service = La borne ne prend pas de nouvelle commande en ce moment.

# Le lecteur simulé.
terminal-title = Lecteur simulé, pour la démonstration
terminal-open = Montrer le lecteur simulé
terminal-close = Ranger le lecteur simulé
terminal-tab = Lecteur simulé
terminal-tap-card = Poser la carte ici
terminal-insert-card = Insérer la carte
terminal-remove-card-out = Retirer la carte
terminal-digit = Touche { $digit }
terminal-cancel = Annuler
terminal-cancel-name = Touche rouge, annuler
terminal-clear = Effacer
terminal-clear-name = Touche jaune, effacer
terminal-enter = OK
terminal-enter-name = Touche verte, OK
terminal-asleep = En veille
terminal-present-card = Présentez la carte
terminal-enter-pin = Code, puis OK
terminal-wrong-pin = Code faux, réessayez
terminal-authorising = Patientez…
terminal-remove-card = Retirez la carte
terminal-follow-terminal = Confirmez
terminal-please-wait = Un instant…
terminal-card-unreadable = Non lue, réessayez
terminal-taking-back = Annulation…
terminal-approved = Accepté
terminal-declined = Refusé
terminal-cancelled = Annulé
terminal-trouble = Pannes à essayer
trouble-decline = La banque refuse
trouble-slow = Banque lente
trouble-line-down = Ligne coupée
trouble-late-answer = Réponse en retard
