//! As much of HTTP as it takes to be called: one request a connection, refused when it is anything else than a post of a message.

use std::io::{self, Read, Write};

use super::message::LONGEST;

/// The longest body of a request; base64 is a third longer than what is in it.
const LONGEST_BODY: usize = 2 * LONGEST;
/// The longest head of a request.
const LONGEST_HEAD: usize = 16 * 1024;

/// How the end of a body is known.
enum Extent {
    Length(usize),
    Chunked,
}

/// Reads a request: its body, or why it is refused.
///
/// # Errors
/// [`io::Error`] when the line breaks before it is whole.
pub(super) fn read_request(stream: &mut impl Read) -> io::Result<Result<Vec<u8>, &'static str>> {
    let mut read = Vec::new();
    let (head, extent) = loop {
        match read_head(&read) {
            Ok(Some(head)) => break head,
            Ok(None) if read.len() <= LONGEST_HEAD => more(stream, &mut read)?,
            Ok(None) => return Ok(Err("400 Bad Request")),
            Err(refusal) => return Ok(Err(refusal)),
        }
    };
    let mut body = read.split_off(head);
    loop {
        let whole = match extent {
            Extent::Length(length) => Ok((body.len() >= length).then(|| body.iter().take(length).copied().collect())),
            Extent::Chunked => unchunked(&body),
        };
        match whole {
            Ok(Some(whole)) => return Ok(Ok(whole)),
            Ok(None) if body.len() <= LONGEST_BODY => more(stream, &mut body)?,
            Ok(None) => return Ok(Err("413 Content Too Large")),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
}

/// Where the head ends and how long the body is; `None` when the head is not whole.
fn read_head(read: &[u8]) -> Result<Option<(usize, Extent)>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(read) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err("400 Bad Request"),
    };
    if request.method != Some("POST") {
        return Err("405 Method Not Allowed");
    }
    if request.path.map(|path| path.trim_end_matches('/')) != Some("/nexo") {
        return Err("404 Not Found");
    }
    let value = |name: &str| {
        let header = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.and_then(|header| std::str::from_utf8(header.value).ok()).map(str::trim)
    };
    if value("transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked")) {
        return Ok(Some((head, Extent::Chunked)));
    }
    match value("content-length").and_then(|length| length.parse().ok()) {
        Some(length) if length <= LONGEST_BODY => Ok(Some((head, Extent::Length(length)))),
        Some(_) => Err("413 Content Too Large"),
        None => Err("411 Length Required"),
    }
}

/// The body behind its chunks; `None` when the last one has not come.
fn unchunked(mut rest: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete((_, 0))) => return Ok(Some(body)),
            Ok(httparse::Status::Complete((start, length))) => {
                let length =
                    usize::try_from(length).ok().filter(|length| *length <= LONGEST_BODY).ok_or("413 Content Too Large")?;
                let Some(chunk) = rest.get(start..start + length) else { return Ok(None) };
                body.extend_from_slice(chunk);
                // A line ends behind each chunk.
                let Some(behind) = rest.get(start + length + 2..) else { return Ok(None) };
                rest = behind;
            }
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err("400 Bad Request"),
        }
    }
}

/// Reads some more; that there is no more before the end is an error.
fn more(stream: &mut impl Read, read: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk)?;
    read.extend(chunk.iter().take(count));
    if count > 0 { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Answers a request.
///
/// # Errors
/// [`io::Error`] when the line breaks before that is said.
pub(super) fn answer(stream: &mut impl Write, status: &str, body: &[u8]) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Result<Vec<u8>, &'static str> {
        read_request(&mut text.as_bytes()).unwrap_or(Err("cut"))
    }

    #[test]
    fn a_request_is_read_and_what_is_none_refused() {
        assert_eq!(asked("POST /nexo/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcdef"), Ok(b"abc".to_vec()));
        for (text, why) in [
            ("GET /nexo HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
            ("POST /other HTTP/1.1\r\n\r\n", "404 Not Found"),
            ("POST /nexo HTTP/1.1\r\n\r\n", "411 Length Required"),
            ("POST /nexo HTTP/1.1\r\nContent-Length: -3\r\n\r\n", "411 Length Required"),
            ("POST /nexo HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", "413 Content Too Large"),
            ("\u{1}\u{2}\r\n\r\n", "400 Bad Request"),
            ("POST /nexo HTTP/1.1\r\nContent-Length: 30\r\n\r\nabc", "cut"),
            ("POST /nexo", "cut"),
        ] {
            assert_eq!(asked(text), Err(why), "{text}");
        }
        let chunks = |text: &str| asked(&format!("POST /nexo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{text}"));
        assert_eq!(chunks("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"), Ok(b"abc0123456789".to_vec()));
        for (text, why) in [
            ("3\r\nab", "cut"),
            ("3\r\nabc\r\n", "cut"),
            ("x\r\n", "400 Bad Request"),
            ("FFFFFFFFFFFFFFFF\r\na", "413 Content Too Large"),
        ] {
            assert_eq!(chunks(text), Err(why), "{text}");
        }
        let endless = format!("POST /nexo HTTP/1.1\r\nA: {}", "a".repeat(3 * LONGEST_HEAD));
        assert_eq!(asked(&endless), Err("400 Bad Request"));
    }
}
