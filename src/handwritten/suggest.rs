//! "Did you mean": the nearest known word to a mistyped one.

/// The longest word that is compared; ids are no longer.
const LONGEST: usize = 64;

/// The candidate nearest to `word`, when it is near enough to be a slip of the finger. The first of equals wins.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.to_lowercase().chars().take(LONGEST + 1).collect();
    if letters.is_empty() || letters.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = (letters.len().max(candidate.len()) / 3).max(1);
        let beaten = best.map_or(limit + 1, |(distance, _)| distance);
        if letters.len().abs_diff(candidate.chars().count()) >= beaten {
            continue;
        }
        let distance = distance(&letters, candidate);
        if distance <= limit && distance < beaten {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
fn distance(word: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=candidate.len()).collect();
    for (row, letter) in word.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in candidate.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != other);
            let mut least = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *letter == candidate[column - 1] && word[row - 1] == *other {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[candidate.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_guesses_are_not_made() {
        let known = ["price", "picture", "kcal", "allergens", "vegetarian"];
        for (word, expected) in [
            ("prise", Some("price")),
            ("pirce", Some("price")),
            ("Price", Some("price")),
            ("calk", None),
            ("kcl", Some("kcal")),
            ("alergens", Some("allergens")),
            ("vegetarien", Some("vegetarian")),
            ("", None),
            ("wine-glass", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word:?}");
        }
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }
}
