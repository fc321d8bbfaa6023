# The window of a terminal's emulator, for people who connect terminals.
emulator-title = { $protocol } terminal, emulated
emulator-address = Listens at { $address }
emulator-faults = What can go wrong
emulator-planned = With the next payments: { $faults }
emulator-nothing-planned = The next payment goes well. Tap what is to go wrong with it; tap again for the one after.
emulator-forget-plan = Plan nothing
emulator-book = The terminal's own book
emulator-book-empty = No payment so far.
emulator-end-offered = approved
emulator-end-confirmed = charged
emulator-end-declined = declined
emulator-end-not-charged = not charged
emulator-end-reversed = taken back
