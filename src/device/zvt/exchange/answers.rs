//! What the terminal says, and what is done about it where it is not about a payment that runs.

use super::facts::judge;
use super::job::{Approved, Cancel, Job, PayStage, Step, Task};
use super::notes::NotedEnd;
use super::{Ending, SETTLE_WITHIN, ZvtExchange};
use crate::device::zvt::apdu::{Apdu, Code, code};
use crate::device::zvt::meaning::{Standing, Verdict, is_passing, progress, standing, verdict};
use crate::device::zvt::message::{Abort, IntermediateStatus, terminal_status};
use crate::device::zvt::{Fields, Receipt, bmp, tag};
use crate::id::{AttemptId, Stan};
use crate::payment::{LookUpAnswer, Progress, SlipMatter, TerminalEvent, TerminalHealth, UnknownReason};
use crate::time::{Millis, Now};

impl ZvtExchange {
    pub(super) fn bytes(&mut self, now: Now, mut bytes: &[u8]) {
        // What comes behind the end of a task was not asked for, and is not read.
        while self.job.is_some() && self.connection == super::Connection::Open {
            match self.reader.read(&mut bytes) {
                Ok(Some(apdu)) => self.apdu(now, &apdu),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "what the terminal says is not understood");
                    self.lost(now, UnknownReason::Garbled);
                }
            }
        }
    }

    fn apdu(&mut self, now: Now, apdu: &Apdu) {
        let Some(step) = self.job.as_ref().and_then(|job| job.talk.as_ref()).map(|talk| talk.step) else { return };
        if apdu.code().is_answer() {
            self.answered(now, step, apdu.code());
            return;
        }
        // Whoever begins to work has taken the command, even if the answer was lost.
        self.taken(now, step);
        match apdu.code() {
            code::STATUS_INFORMATION => self.told(now, step, Fields::decode(apdu.data())),
            code::INTERMEDIATE_STATUS => {
                self.yes();
                self.on_its_way(now, apdu.data());
            }
            code::SET_CLOCK => self.yes(),
            code::PRINT_LINE | code::PRINT_BLOCK => {
                if let Some(job) = &mut self.job
                    && matches!(step, Step::Pay | Step::Reverse | Step::EndOfDay)
                {
                    job.slips.take(apdu);
                }
                self.yes();
                self.has_time(now, step);
            }
            code::COMPLETION => {
                self.yes();
                self.completed(now, step, apdu.data());
            }
            code::ABORT => {
                self.yes();
                self.came_to_nothing(now, step, Abort::decode(apdu.data()).result);
            }
            _ => self.send(&Apdu::bare(code::UNKNOWN_COMMAND)),
        }
    }

    /// What was printed about the running task is handed over: once it is known how that ended, and before that is said.
    pub(super) fn hand_out_slips(&mut self) {
        let Some(job) = &mut self.job else { return };
        let matter = match &job.task {
            Task::Pay(pay) => SlipMatter::Payment(pay.attempt),
            Task::Reverse(wanted) => SlipMatter::Reversal(wanted.attempt, wanted.reference.clone()),
            Task::Reconcile => SlipMatter::EndOfDay,
            Task::LookUp { .. } | Task::Health => return,
        };
        for slip in job.slips.hand_out(&matter) {
            self.say(TerminalEvent::CardSlip(Box::new(slip)));
        }
    }

    pub(super) fn yes(&mut self) {
        self.send(&Apdu::bare(code::YES));
    }

    fn has_time(&mut self, now: Now, step: Step) {
        let is_settling = matches!(self.pay().map(|pay| &pay.stage), Some(PayStage::Stored(_) | PayStage::Refused(_)));
        let within = if is_settling { SETTLE_WITHIN } else { self.end_within(step) };
        self.has_until(now, within);
    }

    pub(super) fn has_until(&mut self, now: Now, within: Millis) {
        if let Some(talk) = self.job.as_mut().and_then(|job| job.talk.as_mut()) {
            talk.until = now.at.after(within);
        }
    }

    fn answered(&mut self, now: Now, step: Step, answer: Code) {
        let is_taken = self.job.as_ref().and_then(|job| job.talk.as_ref()).is_some_and(|talk| talk.is_taken);
        if !is_taken {
            match answer.refusal() {
                None => self.taken(now, step),
                Some(error) => self.came_to_nothing(now, step, error),
            }
            return;
        }
        let Some(pay) = self.pay().filter(|pay| matches!(pay.cancel, Cancel::Said { .. })) else { return };
        let attempt = pay.attempt;
        pay.cancel = if answer.refusal().is_none() { Cancel::Accepted } else { Cancel::No };
        if pay.cancel == Cancel::No {
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
    }

    fn taken(&mut self, now: Now, step: Step) {
        let Some(talk) = self.job.as_mut().and_then(|job| job.talk.as_mut()) else { return };
        if std::mem::replace(&mut talk.is_taken, true) {
            return;
        }
        self.has_time(now, step);
        // Whoever asks how it is gets the whole answer.
        if !matches!(self.job, Some(Job { task: Task::Health, .. })) {
            self.noticed(TerminalHealth::Ready);
        }
        if step == Step::Pay {
            self.pay_taken(now);
        }
    }

    fn on_its_way(&mut self, now: Now, data: &[u8]) {
        let Some(status) = IntermediateStatus::decode(data) else { return };
        let Some(step) = self.job.as_ref().and_then(|job| job.talk.as_ref()).map(|talk| talk.step) else { return };
        self.has_time(now, step);
        if let Some(pay) = self.pay().filter(|pay| matches!(pay.stage, PayStage::Stored(_))) {
            pay.was_heard = true;
        }
        if let Some(minutes) = status.minutes.filter(|minutes| *minutes > 0) {
            // Never less than was agreed, and never so much that it could not be waited for.
            let told = Millis::from_secs(u64::from(minutes) * 60).min(Millis::from_secs(600));
            self.has_until(now, told.max(self.end_within(step)));
        }
        let attempt = self.pay().map(|pay| pay.attempt);
        if let (Some(attempt), Some(progress)) = (attempt, progress(status.status)) {
            self.say(TerminalEvent::Progress { attempt, progress });
        }
    }

    fn told(&mut self, now: Now, step: Step, fields: Fields) {
        if let Some(unparsed) = fields.unparsed() {
            tracing::warn!(field = unparsed.number, bytes = unparsed.bytes, "the terminal tells more than is understood");
        }
        self.has_time(now, step);
        if step == Step::Pay {
            self.pay_told(now, &fields);
            return;
        }
        self.yes();
        if step == Step::Reverse || step == Step::EndOfDay {
            self.mirror(&fields);
        }
        if let Some(talk) = self.job.as_mut().and_then(|job| job.talk.as_mut()) {
            talk.told = Some(fields);
        }
    }

    /// What we have answered with yes is mirrored from then on.
    fn mirror(&mut self, fields: &Fields) {
        if fields.byte(bmp::RESULT) == Some(0)
            && let Some(number) = fields.object(&[tag::SYNCHRONISATION])
        {
            self.notes.mirrored = Some(number.to_vec());
        }
    }

    fn completed(&mut self, now: Now, step: Step, data: &[u8]) {
        let told = self.job.as_mut().and_then(|job| job.talk.take()).and_then(|talk| talk.told);
        match step {
            Step::Pay => self.pay_completed(now),
            Step::Register => {
                let fields = Fields::decode(data);
                self.terminal = fields.number(bmp::TERMINAL).or(self.terminal);
                let wants = fields.byte(bmp::PAYMENT_TYPE).unwrap_or_default();
                if let Some(job) = &mut self.job {
                    if wants & 0x02 != 0 {
                        job.steps.push_front(Step::Diagnose);
                    }
                    if wants & 0x01 != 0 {
                        job.steps.push_front(Step::Initialise);
                    }
                }
                self.step(now);
            }
            Step::Initialise | Step::Diagnose => self.step(now),
            Step::Status => self.stands(now, terminal_status(data)),
            Step::LastReceipt => self.last_receipt(now, told.as_ref()),
            Step::Reverse => match told.as_ref().and_then(|told| told.byte(bmp::RESULT)) {
                None | Some(0) => self.reversed(now),
                Some(result) => self.not_reversed(now, result),
            },
            Step::EndOfDay => {
                self.day_is_closed();
                self.hand_out_slips();
                self.say(TerminalEvent::Reconciled);
                self.finish(now);
            }
        }
    }

    fn day_is_closed(&mut self) {
        // Its memory is empty: what it says from here on says nothing about before.
        (self.notes.last, self.knows_last, self.wants_end_of_day) = (None, false, false);
        self.note();
    }

    fn stands(&mut self, now: Now, status: Option<u8>) {
        let standing = status.map_or(Standing::Ready, standing);
        let looked_for = self.looked_for();
        match standing {
            Standing::Busy => {
                self.is_busy(now, looked_for);
                return;
            }
            Standing::CloseDay => self.wants_end_of_day = true,
            Standing::Diagnosis | Standing::Initialisation if looked_for.is_none() => {
                let step = if standing == Standing::Diagnosis { Step::Diagnose } else { Step::Initialise };
                if let Some(job) = &mut self.job {
                    job.steps.push_front(step);
                }
            }
            Standing::OutOfOrder if looked_for.is_none() => {
                self.lost(now, UnknownReason::Silence);
                return;
            }
            // Its memory can be asked all the same.
            Standing::OutOfOrder | Standing::Diagnosis | Standing::Initialisation | Standing::Ready => {}
        }
        self.step(now);
    }

    fn is_busy(&mut self, now: Now, looked_for: Option<(AttemptId, Stan)>) {
        match looked_for {
            Some((attempt, _)) => self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::InProgress }),
            None => self.tell_health(TerminalHealth::Busy),
        }
        self.finish(now);
    }

    fn looked_for(&self) -> Option<(AttemptId, Stan)> {
        match self.job.as_ref().map(|job| &job.task) {
            Some(Task::LookUp { attempt, stan }) => Some((*attempt, *stan)),
            Some(Task::Pay(_) | Task::Reverse(_) | Task::Reconcile | Task::Health) | None => None,
        }
    }

    /// What the terminal did last is known, or that it does not say.
    fn last_receipt(&mut self, now: Now, told: Option<&Fields>) {
        match self.job.as_ref().map(|job| &job.task) {
            Some(Task::LookUp { attempt, stan }) => {
                let (attempt, stan) = (*attempt, *stan);
                self.found(now, attempt, stan, told);
                self.finish(now);
            }
            Some(Task::Reverse(_)) => self.is_it_back(now, told),
            Some(Task::Pay(_) | Task::Reconcile | Task::Health) | None => {
                let last = told.map(Receipt::of).filter(Receipt::has_name);
                self.knows_last = last.is_some();
                // What is not repeated may be forgotten there; here it stays something that is not the next payment.
                self.notes.last = last.or_else(|| self.notes.last.take());
                if self.notes.mirrored.is_none() && told.is_some_and(|told| told.object(&[tag::SYNCHRONISATION]).is_some()) {
                    // It speaks of it: begin anew.
                    self.notes.mirrored = Some(Vec::new());
                }
                self.note();
                self.step(now);
            }
        }
    }

    fn found(&mut self, now: Now, attempt: AttemptId, stan: Stan, told: Option<&Fields>) {
        let Some(payment) = self.notes.payment.as_mut().filter(|payment| payment.attempt == attempt) else { return };
        let mut answer = judge(payment, &self.notes.earlier, stan, told);
        if answer == LookUpAnswer::NotFound {
            let since = self.missing.filter(|(of, _)| *of == attempt).map_or(now.at, |(_, since)| since);
            self.missing = Some((attempt, since));
            // What the terminal has not begun by now was never under way to it; and what it took back without our knowledge is gone.
            if now.at >= since.after(self.setup.payment_within) {
                answer = LookUpAnswer::NotCharged;
            }
        }
        if let LookUpAnswer::Approved(facts) = &answer {
            let receipt = Receipt::parse(&facts.reference).unwrap_or_default();
            let is_new = payment.offered.is_none();
            payment.offered = Some(receipt.clone());
            let mirrored = told.and_then(|told| told.object(&[tag::SYNCHRONISATION])).map(<[u8]>::to_vec);
            self.ended = Some((attempt, Ending::Found(Approved { receipt, reference: facts.reference.clone(), mirrored })));
            if is_new {
                self.note();
            }
        } else if answer == LookUpAnswer::NotCharged {
            payment.end = NotedEnd::NotCharged;
            self.note();
        } else if answer == LookUpAnswer::CannotTell && self.notes.mirrored.is_some() {
            // People decide now; the terminal must not undo what they decide because our number is behind.
            self.notes.mirrored = Some(Vec::new());
        }
        self.knows_last = false;
        self.say(TerminalEvent::LookedUp { attempt, answer });
    }

    fn reversed(&mut self, now: Now) {
        let Some(Job { task: Task::Reverse(wanted), .. }) = &self.job else { return };
        let wanted = wanted.clone();
        if let Some(payment) = self.notes.payment_of(wanted.attempt) {
            payment.offered = Some(wanted.receipt);
            payment.end = NotedEnd::NotCharged;
        }
        self.knows_last = false;
        self.note();
        self.hand_out_slips();
        let (attempt, reference) = (wanted.attempt, wanted.reference);
        if wanted.is_refusal {
            self.ended = Some((attempt, Ending::TakenBack(reference.clone())));
            self.say(TerminalEvent::TakenBack { attempt, reference });
        } else {
            self.say(TerminalEvent::Reversed { attempt, reference });
        }
        self.finish(now);
    }

    fn not_reversed(&mut self, now: Now, result: u8) {
        let Some(job) = &mut self.job else { return };
        let Task::Reverse(wanted) = &job.task else { return };
        if verdict(result) == Verdict::AlreadyReversed {
            self.reversed(now);
        } else if is_passing(result) {
            // The kiosk asks again.
            self.finish(now);
        } else if self.notes.payment.as_ref().is_some_and(|payment| payment.attempt == wanted.attempt) {
            // Perhaps there is nothing any more that could be taken back.
            job.steps.push_front(Step::LastReceipt);
            self.step(now);
        } else {
            self.reversal_refused(now);
        }
    }

    fn is_it_back(&mut self, now: Now, told: Option<&Fields>) {
        let Some(Job { task: Task::Reverse(wanted), .. }) = &self.job else { return };
        let attempt = wanted.attempt;
        let payment = self.notes.payment.as_ref().filter(|payment| payment.attempt == attempt);
        let answer = payment.map(|payment| judge(payment, &self.notes.earlier, payment.stan, told));
        match answer {
            Some(LookUpAnswer::NotCharged | LookUpAnswer::NotFound) => self.reversed(now),
            Some(_) | None => self.reversal_refused(now),
        }
    }

    fn reversal_refused(&mut self, now: Now) {
        let Some(Job { task: Task::Reverse(wanted), .. }) = &self.job else { return };
        let (attempt, reference, is_refusal) = (wanted.attempt, wanted.reference.clone(), wanted.is_refusal);
        if !is_refusal {
            self.hand_out_slips();
        }
        self.say(if is_refusal {
            TerminalEvent::Unknown { attempt, reason: UnknownReason::Silence }
        } else {
            TerminalEvent::ReversalRefused { attempt, reference }
        });
        self.finish(now);
    }

    /// The terminal refuses a command, or gives it up.
    fn came_to_nothing(&mut self, now: Now, step: Step, result: u8) {
        if step == Step::Pay {
            self.pay_came_to_nothing(now, result);
            return;
        }
        let verdict = verdict(result);
        if verdict == Verdict::CloseDay && step != Step::EndOfDay {
            self.wants_end_of_day = true;
        }
        let looked_for = self.looked_for();
        match step {
            Step::LastReceipt if verdict == Verdict::Busy && looked_for.is_some() => self.is_busy(now, looked_for),
            // It has none, or does not say.
            Step::LastReceipt => self.last_receipt(now, None),
            Step::Initialise | Step::Diagnose => {
                tracing::warn!(?step, result, "the terminal could not");
                self.step(now);
            }
            Step::Reverse => self.not_reversed(now, result),
            Step::Register | Step::Status if verdict == Verdict::Busy && looked_for.is_some() => self.is_busy(now, looked_for),
            Step::Register | Step::Status | Step::EndOfDay | Step::Pay => {
                tracing::warn!(?step, result, "the terminal refuses");
                if verdict == Verdict::Busy
                    && let Some(attempt) = self.pay().map(|pay| pay.attempt)
                {
                    self.say(TerminalEvent::Busy { attempt });
                    self.finish(now);
                } else if verdict == Verdict::Busy && matches!(self.job, Some(Job { task: Task::Health, .. })) {
                    self.is_busy(now, None);
                } else {
                    self.lost(now, UnknownReason::Silence);
                }
            }
        }
    }

    pub(super) fn progress(&mut self, attempt: AttemptId, progress: Progress) {
        self.say(TerminalEvent::Progress { attempt, progress });
    }
}
