//! Differences between two texts, line by line.

/// Beyond so many comparisons the middle part counts as replaced.
const MOST: usize = 250_000;

enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// How many lines are new and how many are gone.
pub fn counts(old: &str, new: &str) -> (usize, usize) {
    let lines = lines(old, new);
    let count = |wanted: fn(&Line) -> bool| lines.iter().filter(|line| wanted(line)).count();
    (count(|line| matches!(line, Line::New(_))), count(|line| matches!(line, Line::Gone(_))))
}

/// The changed lines with two lines around them, as a unified diff shows them.
pub fn patch(old: &str, new: &str) -> String {
    const AROUND: usize = 2;
    let lines = lines(old, new);
    let changed: Vec<usize> =
        (0..lines.len()).filter(|index| !matches!(lines.get(*index), Some(Line::Same(_)) | None)).collect();
    let near = |index: usize| changed.iter().any(|one| one.abs_diff(index) <= AROUND);
    let mut text = String::new();
    let mut skipped = true;
    for (index, line) in lines.iter().enumerate() {
        if !near(index) {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            text.push_str("@@\n");
        }
        let (mark, line) = match line {
            Line::Same(line) => (' ', line),
            Line::Gone(line) => ('-', line),
            Line::New(line) => ('+', line),
        };
        text.push(mark);
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut all: Vec<Line> = old[..head].iter().copied().map(Line::Same).collect();
    all.extend(middle(old_middle, new_middle));
    all.extend(old[old.len() - tail..].iter().copied().map(Line::Same));
    all
}

/// The longest common lines of the part where the texts differ.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    if old.len().saturating_mul(new.len()) > MOST {
        return old.iter().copied().map(Line::Gone).chain(new.iter().copied().map(Line::New)).collect();
    }
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            common[a * width + b] = if old[a] == new[b] {
                common[(a + 1) * width + b + 1] + 1
            } else {
                common[(a + 1) * width + b].max(common[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut lines) = (0, 0, Vec::new());
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a] == new[b] {
            lines.push(Line::Same(old[a]));
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || (a < old.len() && common[(a + 1) * width + b] >= common[a * width + b + 1]) {
            lines.push(Line::Gone(old[a]));
            a += 1;
        } else {
            lines.push(Line::New(new[b]));
            b += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{counts, patch};

    #[test]
    fn lines_that_stay_are_no_change() {
        assert_eq!(counts("a\nb\nc\n", "a\nx\nc\nd\n"), (2, 1));
        assert_eq!(patch("1\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\n"), "@@\n 3\n 4\n-5\n+five\n");
        assert_eq!((counts("", "a\n"), counts("a\n", "a\n")), ((1, 0), (0, 0)));
    }
}
