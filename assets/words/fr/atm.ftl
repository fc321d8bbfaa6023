# Le distributeur. Les titres suivent l’écran, ou ce qui est dit.
atm-starting = Un instant, l’appareil démarre
atm-out-of-service = Cet appareil est au repos
atm-off-no-journal = Il ne peut rien enregistrer pour le moment.
atm-off-no-terminal = Le lecteur de carte ne répond pas pour le moment.
atm-off-no-dispenser = Il n’y a pas de billets pour le moment.
atm-off-unresolved = Un retrait précédent est en cours d’éclaircissement.
atm-off-reversing = L’argent d’un retrait précédent est en train d’être rendu.
atm-off-cash-open = Les billets d’un retrait précédent sont recherchés.
atm-off-card-in-slot = Une carte se trouve dans la fente.
atm-off-stopping = Il va s’éteindre.
atm-welcome = Que souhaitez-vous ?
atm-promise = Décidez d’abord. Nous demandons votre carte en dernier.
atm-amount = Quel montant ?
atm-amount-most = Au plus { $amount } à la fois
atm-refused-nothing-to-withdraw = Choisissez un montant.
atm-refused-over-limit = C’est plus que ce qui peut être retiré en une fois.
atm-refused-no-such-notes = Les billets de cet appareil ne font pas ce montant.
atm-confirm = { $amount } : c’est bien cela ?
atm-card = Insérez votre carte
atm-pin = Composez votre code en cachant votre main
atm-pin-wrong = Ce code est faux
atm-pin-left = { $count ->
    [one] Il reste un essai
   *[other] Il reste { $count } essais
}
atm-pin-digits = { $count ->
    [0] Aucun chiffre composé
    [one] { $count } chiffre composé
   *[other] { $count } chiffres composés
}
atm-bank = Votre banque est interrogée
atm-bank-slow = Votre banque tarde à répondre. Patientez.
atm-take-card = Reprenez votre carte
atm-take-card-cash = Reprenez votre carte. Les billets suivent.
atm-counting = Vos billets sont comptés
atm-counting-slow = Les billets tardent. Patientez.
atm-take-cash = Prenez vos billets
atm-receipt = Voulez-vous un reçu ?
atm-keep-in = { $seconds ->
    [one] Encore { $seconds } seconde
   *[other] Encore { $seconds } secondes
}
atm-still-there = Vous êtes toujours là ?

# Un dernier mot.
atm-told-declined = Votre banque a refusé. Rien n’a été débité.
atm-told-cancelled-at-terminal = Annulé. Rien n’a été débité.
atm-told-cancelled-here = Annulé. Rien n’a été débité.
atm-told-no-card = Aucune carte n’a été insérée. Rien n’a été débité.
atm-told-unreachable = Votre banque ne répond pas. Rien n’a été débité.
atm-told-busy = Le lecteur de carte est occupé. Rien n’a été débité.
atm-told-not-recorded = L’appareil ne peut rien enregistrer, votre carte n’a donc pas été demandée.
atm-told-taken-back = Cela n’a pas marché. Rien ne reste débité.
atm-told-not-found = Votre banque n’en sait rien. Rien n’a été débité.
atm-told-not-paid-out = Aucun billet n’a pu être donné. La somme débitée est rendue à votre compte.
atm-told-cash-returned = Les billets ont été repris. La somme débitée est rendue à votre compte.
atm-told-ask-staff = Personne ne sait encore comment cela a fini. Donnez cette référence à votre banque : { $reference }
atm-told-card-kept = Votre carte a été gardée. Appelez votre banque.
atm-told-card-kept-not-paid-out = Votre carte a été gardée et aucun billet n’a été donné. La somme débitée est rendue. Appelez votre banque.
atm-told-balance = Sur votre compte
atm-told-no-balance-declined = Votre banque a refusé.
atm-told-no-balance-cancelled = Annulé.
atm-told-no-balance-no-card = Aucune carte n’a été insérée.
atm-told-no-balance-unreachable = Votre banque ne répond pas.
atm-told-goodbye = Merci et au revoir

# Touches.
atm-key-withdraw = Retrait
atm-key-balance = Solde
atm-key-amount = { $amount }
atm-key-digit = { $digit }
atm-key-clear = Correction
atm-key-enter = Valider
atm-key-confirm = Oui, demander ma carte
atm-key-change = Autre montant
atm-key-cancel = Annulation
atm-key-receipt = Reçu
atm-key-finish = Non merci
atm-key-still-here = Oui, toujours là
atm-key-done = Terminé

# Parties de l’appareil.
atm-slot = Fente de la carte
atm-tray = Sortie des billets
atm-keypad = Clavier
atm-training = Entraînement. Aucun compte n’est débité, et les billets sont en papier.
