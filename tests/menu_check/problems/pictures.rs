//! Pictures.

use super::Slip::{Do, Edit, Remove, Write};
use super::{FOOD, Row, error};

pub fn pictures() -> Vec<Row> {
    vec![
        error(
            "picture missing",
            Remove("pictures/fries.png"),
            "this picture does not exist: \"fries.png\"",
            "mend the name",
            "categories/10-food.toml:11",
        ),
        error(
            "picture damaged",
            Write("pictures/fries.png", b"no picture"),
            "this picture cannot be decoded",
            "save it again",
            "categories/10-food.toml:11",
        ),
        error(
            "picture cut short",
            Do(|menu| {
                let whole = crate::minimal::picture(64);
                menu.write("pictures/fries.png", &whole[..whole.len() / 2]);
            }),
            "this picture cannot be decoded",
            "save it again",
            "categories/10-food.toml:11",
        ),
        error(
            "picture file too large",
            Do(|menu| menu.write("pictures/fries.png", &vec![0; 4 * 1024 * 1024 + 1])),
            "larger than 4 MiB",
            "save it smaller",
            "categories/10-food.toml:11",
        ),
        error(
            "picture with too many pixels",
            Do(|menu| menu.write("pictures/fries.png", &claims_to_be_huge())),
            "50000 by 50000 pixels",
            "save it smaller",
            "categories/10-food.toml:11",
        ),
        error(
            "picture is a folder",
            Do(|menu| {
                std::fs::remove_file(menu.path("pictures/fries.png")).expect("removed");
                std::fs::create_dir(menu.path("pictures/fries.png")).expect("created");
            }),
            "this picture is not a file",
            "put a picture file",
            "categories/10-food.toml:11",
        ),
        error(
            "picture outside",
            Edit(FOOD, "\"fries.png\"", "\"../fries.png\""),
            "must lie in the menu's folder pictures/",
            "copy the picture there",
            "categories/10-food.toml:11",
        ),
        error(
            "picture from the root",
            Edit(FOOD, "\"fries.png\"", "\"/etc/fries.png\""),
            "must lie in the menu's folder pictures/",
            "copy the picture there",
            "categories/10-food.toml:11",
        ),
        error(
            "picture of another kind",
            Edit(FOOD, "\"fries.png\"", "\"fries.gif\""),
            "must be a .webp, .png or .jpg file",
            "save the picture",
            "categories/10-food.toml:11",
        ),
        #[cfg(unix)]
        error(
            "picture is a link outward",
            Do(|menu| {
                let outside = menu.dir().with_file_name("outside.png");
                std::fs::write(&outside, crate::minimal::picture(4)).expect("written");
                std::fs::remove_file(menu.path("pictures/fries.png")).expect("removed");
                std::os::unix::fs::symlink(&outside, menu.path("pictures/fries.png")).expect("linked");
            }),
            "link that leaves the menu's folder",
            "copy the picture itself",
            "categories/10-food.toml:11",
        ),
    ]
}

/// A PNG whose header speaks of 50 000 by 50 000 pixels, with a right checksum.
fn claims_to_be_huge() -> Vec<u8> {
    let mut bytes = crate::minimal::picture(4);
    bytes[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}
