//! Input of a network as a person types it, in the notation of the command's flags.

use crate::protocol::InputNumbers;

/// Numbers of the channels as a text.
pub fn channels([red, green, blue]: [f32; 3]) -> String {
    format!("{red}, {green}, {blue}")
}

/// Input of three texts: the side in pixels, and mean and deviation as one number or one for each channel; `None` for what no network can have.
pub fn parse(side: &str, mean: &str, std: &str) -> Option<InputNumbers> {
    let input = InputNumbers { side: side.trim().parse().ok()?, mean: parse_channels(mean)?, std: parse_channels(std)? };
    input.is_sound().then_some(input)
}

fn parse_channels(text: &str) -> Option<[f32; 3]> {
    let mut numbers = text.split(',').map(|number| number.trim().parse().ok());
    let red = numbers.next()??;
    let Some(green) = numbers.next() else { return Some([red; 3]) };
    let blue = numbers.next()?;
    numbers.next().is_none().then_some([red, green?, blue?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_understood_and_one_number_is_that_of_all_channels() {
        let input = InputNumbers { side: 320, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
        assert_eq!(channels(input.mean), "0.485, 0.456, 0.406");
        assert_eq!(parse("320", &channels(input.mean), &channels(input.std)), Some(input));
        assert_eq!(parse(" 1024 ", ".5", "1"), Some(InputNumbers { side: 1024, mean: [0.5; 3], std: [1.0; 3] }));
        for (side, mean, std) in [
            ("", "0.5", "1"),
            ("31", "0.5", "1"),
            ("64", "", "1"),
            ("64", "0,0", "1"),
            ("64", "0,0,0,0", "1"),
            ("64", "x", "1"),
            ("64", "0", "0"),
            ("64", "nan", "1"),
        ] {
            assert_eq!(parse(side, mean, std), None, "{side} {mean} {std}");
        }
    }
}
