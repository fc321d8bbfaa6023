//! Which tickets the kitchen has yet to confirm. It has every one up to the mark; the first that waits stands behind it, wherever the clock
//! goes. The mark is moved when the kitchen confirms, so that an acceptance, for which a customer waits, need not write it.

use rusqlite::{Connection, params};

use super::error::JournalError;
use super::tables::{self, PLACE};

/// What the kitchen has not confirmed.
pub(super) const WAITING: &str = "WHERE place > (SELECT value FROM counter WHERE name = 'delivered') AND delivered_seq IS NULL";

/// An order took its place before that of another: if the mark is behind it, it goes back.
pub(super) fn go_back_before(connection: &Connection, place: i64) -> Result<(), JournalError> {
    tables::run(connection, "UPDATE counter SET value = min(value, ?1 - 1) WHERE name = 'delivered'", [place])
}

/// The kitchen has confirmed the order that the record of this key accepted.
pub(super) fn confirm(connection: &Connection, accepted: Option<&str>, seq: i64) -> Result<(), JournalError> {
    let sql = format!("UPDATE accepted_order SET delivered_seq = ?2 WHERE place = {PLACE}");
    tables::run(connection, &sql, params![accepted, seq])?;
    let sql = "UPDATE counter SET value = coalesce(
                   (SELECT place - 1 FROM accepted_order WHERE place > value AND delivered_seq IS NULL ORDER BY place LIMIT 1),
                   (SELECT max(place) FROM accepted_order), 0)
               WHERE name = 'delivered'";
    tables::run(connection, sql, [])
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    const RECORD: &str =
        "INSERT INTO record VALUES (?1, ?2, 'order-accepted', 'd', 'w', 0, 1, 'steady', 'A', '0', 2, '', 'kiosk', NULL, NULL,
        zeroblob(32), zeroblob(32), ?3)";
    const ORDER: &str = "INSERT INTO accepted_order (place, seq, order_id, business_day, count, number, total_minor, paid)
        VALUES (?1, ?2, ?3, ?4, ?5, 'A', 1, 0)";

    fn accept(connection: &Connection, day: &str, count: u32) {
        let seq: i64 = connection.query_row("SELECT count(*) + 1 FROM record", [], |row| row.get(0)).expect("a count");
        let key = format!("{day}/{count}");
        let payload = serde_json::json!({ "business_day": day, "count": count }).to_string();
        connection.execute(RECORD, params![seq, key, payload]).expect("a record");
        let so_far = tables::day_so_far(connection, day).expect("read");
        let place = tables::place(day, count);
        connection.execute(ORDER, params![place, seq, key, day, count]).expect("an order");
        if so_far.is_past {
            go_back_before(connection, place).expect("written");
        }
    }

    fn mark(connection: &Connection) -> i64 {
        let sql = "SELECT value FROM counter WHERE name = 'delivered'";
        connection.query_row(sql, [], |row| row.get(0)).expect("the mark")
    }

    fn waiting(connection: &Connection) -> Vec<String> {
        let sql = format!("SELECT order_id FROM accepted_order {WAITING} ORDER BY seq");
        let mut statement = connection.prepare(&sql).expect("a question");
        let rows = statement.query_map([], |row| row.get(0)).expect("an answer");
        rows.collect::<Result<_, _>>().expect("orders")
    }

    #[test]
    fn the_mark_stands_before_the_first_ticket_that_waits_wherever_the_clock_goes() {
        let mut connection = Connection::open_in_memory().expect("a database");
        schema::migrate(&mut connection).expect("tables");
        let confirm = |day: &str, count: u32| confirm(&connection, Some(&format!("{day}/{count}")), 1).expect("written");
        assert_eq!(mark(&connection), 0);
        (1..=3).for_each(|count| accept(&connection, "2026-11-24", count));
        confirm("2026-11-24", 2);
        assert_eq!(mark(&connection), 20_261_124_000_000, "the first one waits");
        confirm("2026-11-24", 1);
        assert_eq!(mark(&connection), 20_261_124_000_002, "the second one had not");
        assert_eq!(waiting(&connection), ["2026-11-24/3"]);
        confirm("2026-11-24", 3);
        assert_eq!((mark(&connection), waiting(&connection).len()), (20_261_124_000_003, 0));
        accept(&connection, "2026-11-25", 1);
        accept(&connection, "2026-11-23", 9);
        assert_eq!(mark(&connection), 20_261_123_000_008, "an order of an earlier day");
        assert_eq!(waiting(&connection), ["2026-11-25/1", "2026-11-23/9"]);
        confirm("2026-11-23", 9);
        assert_eq!(mark(&connection), 20_261_125_000_000);
        accept(&connection, "2026-11-22", 4);
        confirm("2026-11-25", 1);
        assert_eq!(waiting(&connection), ["2026-11-22/4"]);
        confirm("2026-11-22", 4);
        assert_eq!((mark(&connection), waiting(&connection).len()), (20_261_125_000_001, 0));
    }
}
