//! Section 2 of the reference: queues.

use cardlast::study::queue::{Mmc, single_machine_wait};

use crate::printed;

#[test]
fn machines_with_exponential_sessions() {
    let rows = [
        (0.9, 1.0, 1, ["0.9", "0.4736842105", "0.9", "9", "8.1", "9"]),
        (1.0, 1.0, 2, ["0.5", "0.2", "0.3333333333", "0.3333333333", "0.3333333333", "1.333333333"]),
        (0.032, 0.01, 4, ["0.8", "0.2281449300", "0.5964324718", "74.55405897", "2.385729887", "5.585729887"]),
        (0.05, 1.0 / 60.0, 4, ["0.75", "0.2061068702", "0.5094339623", "30.56603774", "1.528301887", "4.528301887"]),
        (5.0, 1.0, 6, ["0.8333333333", "0.1918472589", "0.5875164505", "0.5875164505", "2.937582252", "7.937582252"]),
        (9.0, 1.0, 10, ["0.9", "0.1679632263", "0.6687315241", "0.6687315241", "6.018583717", "15.01858372"]),
        (95.0, 1.0, 100, ["0.95", "0.04880420618", "0.5064568539", "0.1012913708", "9.622680224", "104.6226802"]),
    ];
    for (arrivals, service, machines, [load, b, c, wait, queue, present]) in rows {
        let mmc = Mmc { arrivals, service, machines };
        let steady = mmc.steady().unwrap();
        printed("ρ", mmc.utilisation(), load);
        printed("B", mmc.erlang_b(), b);
        printed("C", mmc.erlang_c().unwrap(), c);
        printed("Wq", steady.wait_s, wait);
        printed("Lq", steady.queue, queue);
        printed("L", steady.present, present);
    }
}

const FOUR: Mmc = Mmc { arrivals: 0.032, service: 0.01, machines: 4 };

#[test]
fn the_tail_of_the_wait_and_its_quantiles() {
    printed("P(Wq > 120)", FOUR.waits_longer(120.0).unwrap(), "0.2283697504");
    printed("95 %", FOUR.wait_quantile(0.95).unwrap(), "309.8678778");
    printed("50 %", FOUR.wait_quantile(0.50).unwrap(), "22.04474116");
    printed("30 %", FOUR.wait_quantile(0.30).unwrap(), "0");
}

#[test]
fn approximations_for_sessions_that_vary_less() {
    printed("Allen-Cunneen", FOUR.allen_cunneen(1.0, 0.25).unwrap(), "46.59628686");
    printed("Kimura", FOUR.kimura(0.25).unwrap(), "47.77352974");
    printed("Cosmetatos", FOUR.cosmetatos().unwrap(), "38.54342023");
    printed("one machine", single_machine_wait(0.008, 100.0, 0.25).unwrap(), "250");
}

#[test]
fn queues_that_people_leave() {
    let busy = Mmc { arrivals: 0.05, service: 0.01, machines: 4 };
    let full = busy.with_room_for(10);
    printed("P_K", full.lost, "0.2300243254");
    printed("Lq", full.queue, "3.506233190");
    printed("Wq", full.wait_s, "91.07386909");
    printed("throughput", full.throughput, "0.03849878373");
    let impatient = busy.with_patience(1.0 / 180.0);
    printed("P(wait)", impatient.waits, "0.8083378883");
    printed("P(renege)", impatient.lost, "0.2631835267");
    printed("Lq", impatient.queue, "2.368651740");
    printed("throughput", impatient.throughput, "0.03684082367");
    let crowd = Mmc { arrivals: 2000.0, service: 1.0, machines: 1000 }.with_patience(1.0);
    printed("a crowd past what a float holds", crowd.present, "2000.000000");
}

#[test]
fn a_queue_that_never_settles_says_so() {
    let swamped = Mmc { arrivals: 0.04, service: 0.01, machines: 4 };
    assert!(!swamped.is_stable());
    assert_eq!(swamped.steady(), None);
    assert_eq!(swamped.wait_quantile(0.5), None);
    assert_eq!(single_machine_wait(0.01, 100.0, 1.0), None);
}
