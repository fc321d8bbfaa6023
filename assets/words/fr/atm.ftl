# Le distributeur de billets.
atm-training = Formation. Aucun compte n’est débité, aucun billet ne sort.
atm-starting = Un instant, s’il vous plaît
atm-out-of-service = Pas de billets ici en ce moment
atm-name = Distributeur de billets
atm-welcome = Retrait ou solde ?
atm-welcome-what = D’abord vous décidez. La carte et son code viennent en dernier.
atm-amount = Combien ?
atm-amount-what = Choisissez un montant ou tapez-en un autre. { $most } au plus.
atm-amount-enter = Appuyez sur la touche verte quand c’est bon.
atm-confirm = Ce montant ?
atm-confirm-what = Après cela, personne ne peut plus le changer.
atm-card = Introduisez votre carte
atm-pin = Tapez votre code
atm-pin-what = Cachez le clavier de la main, puis appuyez sur la touche verte.
atm-pin-wrong = Ce code est faux
atm-pin-left = { $left ->
    [one] Il reste un essai.
   *[other] Il reste { $left } essais.
}
atm-bank = Nous demandons à votre banque
atm-bank-slow = La banque prend son temps. Restez ici, s’il vous plaît.
atm-take-card = Reprenez votre carte
atm-take-card-cash = Reprenez votre carte. Ensuite viennent { $amount }.
atm-counting = Nous comptons vos billets
atm-counting-slow = C’est plus long que prévu. Restez ici, s’il vous plaît.
atm-take-cash = Prenez vos billets
atm-receipt = Un ticket ?
atm-seconds = { $seconds ->
    [one] Il reste une seconde.
   *[other] Il reste { $seconds } secondes.
}
atm-still-there = Appuyez sur la touche pour continuer.

atm-told-declined = Votre banque a refusé. Rien n’est débité.
atm-told-cancelled-at-terminal = Arrêté. Rien n’est débité.
atm-told-cancelled-here = Arrêté. Rien n’est débité.
atm-told-no-card = Aucune carte n’est venue. Rien n’est débité.
atm-told-unreachable = Votre banque ne répond pas. Rien n’est débité.
atm-told-busy = Le lecteur est occupé. Rien n’est débité.
atm-told-not-recorded = Cela n’a pas pu être enregistré. Rien n’est débité.
atm-told-taken-back = L’argent est revenu sur votre compte.
atm-told-not-found = Rien n’est débité.
atm-told-not-paid-out = Aucun billet n’est sorti. L’argent revient sur votre compte.
atm-told-cash-returned = Les billets n’ont pas été pris. L’argent revient sur votre compte.
atm-told-ask-staff = Demandez au personnel. Votre référence :
atm-ask-staff-what = Nous ne savons pas encore ce qu’il en est. Rien n’est perdu : le personnel peut le régler avec cette référence.
atm-told-card-kept = Votre carte est retenue. Appelez votre banque.
atm-told-card-kept-not-paid-out = Votre carte est retenue, aucun billet n’est sorti. L’argent revient sur votre compte.
atm-told-balance = Sur votre compte
atm-told-no-balance-declined = Votre banque ne donne pas le solde de cette carte.
atm-told-no-balance-cancelled = Arrêté.
atm-told-no-balance-no-card = Aucune carte n’est venue.
atm-told-no-balance-unreachable = Votre banque ne répond pas.
atm-told-goodbye = Au revoir et merci

atm-off-no-journal = Rien ne peut être enregistré en ce moment.
atm-off-no-terminal = Le lecteur ou la banque ne répond pas.
atm-off-no-dispenser = Pas de billets en ce moment.
atm-off-unresolved = Un retrait précédent n’est pas encore réglé.
atm-off-reversing = Un retrait précédent est en train d’être rendu.
atm-off-cash-open = Le personnel doit regarder un retrait précédent.
atm-off-card-in-slot = Une carte est encore dans le lecteur.
atm-off-stopping = Il ferme.
atm-off-nothing-to-withdraw = Rien
atm-off-over-limit = Trop en une fois
atm-off-no-such-notes = Pas de billets pour cela
atm-refused-nothing-to-withdraw = Tapez d’abord un montant.
atm-refused-over-limit = { $most } au plus en une fois.
atm-refused-no-such-notes = Les billets présents ne font pas ce montant. Essayez-en un autre.

atm-key-withdraw = Retrait
atm-key-balance = Solde
atm-key-amount = Montant
atm-key-digit = Chiffre
atm-key-clear = Corriger
atm-key-enter = Valider
atm-key-confirm = Oui, { $amount }
atm-key-change = Autre montant
atm-key-cancel = Arrêter
atm-key-receipt = Oui, imprimer
atm-key-finish = Non, terminer
atm-key-done = Terminer
atm-key-still-here = Je suis toujours là

atm-slot-insert = Introduisez la carte
atm-slot-shut = Lecteur de carte
atm-slot-inside = La carte est dedans
atm-slot-take = Reprenez la carte
atm-slot-kept = La carte est retenue
atm-paper = Tickets
atm-paper-take = Prenez le ticket
atm-tray = Les billets sortent ici
atm-tray-take = Prenez { $amount }

atm-trouble-refuse = La banque refuse
atm-trouble-keep-card = La carte est retenue
atm-trouble-jam = Billets coincés
atm-trouble-bank-gone = Banque injoignable
