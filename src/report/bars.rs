//! Horizontal bars of characters.

/// Cells of the longest bar.
const WIDTH: u64 = 40;

/// A bar for `count` where `most` fills the width. Something is never drawn as nothing.
pub(super) fn bar(count: u64, most: u64, cell: char) -> String {
    let cells = match (count, most) {
        (0, _) | (_, 0) => 0,
        _ => (count * WIDTH).div_ceil(most),
    };
    std::iter::repeat_n(cell, cells as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn something_is_never_drawn_as_nothing() {
        assert_eq!(bar(0, 1000, '#'), "");
        assert_eq!(bar(1, 1000, '#'), "#");
        assert_eq!(bar(1000, 1000, '#').len(), 40);
        assert_eq!(bar(0, 0, '#'), "");
    }
}
