# La fenêtre de l'émulateur d'un terminal, pour qui raccorde des terminaux.
emulator-title = Terminal { $protocol } émulé
emulator-address = À l'écoute sur { $address }
emulator-faults = Ce qui peut mal se passer
emulator-planned = Pour les prochains paiements : { $faults }
emulator-nothing-planned = Le prochain paiement se passera bien. Touchez ce qui doit mal se passer ; encore une fois pour le suivant.
emulator-forget-plan = Ne rien prévoir
emulator-book = Le livre du terminal
emulator-book-empty = Aucun paiement pour l'instant.
emulator-end-offered = accepté
emulator-end-confirmed = débité
emulator-end-declined = refusé
emulator-end-not-charged = non débité
emulator-end-reversed = annulé
