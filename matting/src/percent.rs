//! Percentages with a range: lengths and strengths that are the same for a preview and for the full size.

use serde::{Deserialize, Serialize};

/// Per cent, from `MIN` to `MAX` inclusive; its base is documented at its use.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Percent<const MIN: i16, const MAX: i16>(f32);

impl<const MIN: i16, const MAX: i16> Percent<MIN, MAX> {
    /// The smallest value allowed.
    pub const MIN: Self = Self(MIN as f32);
    /// The largest value allowed.
    pub const MAX: Self = Self(MAX as f32);

    /// The nearest value allowed; the smallest one for NaN.
    pub const fn clamped(value: f32) -> Self {
        if value > Self::MAX.0 {
            Self::MAX
        } else if value >= Self::MIN.0 {
            Self(value)
        } else {
            Self::MIN
        }
    }

    /// The number before the per cent sign.
    pub const fn get(self) -> f32 {
        self.0
    }

    /// As a fraction: 0.5 for 50 per cent.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl<const MIN: i16, const MAX: i16> TryFrom<f32> for Percent<MIN, MAX> {
    type Error = String;

    fn try_from(value: f32) -> Result<Self, String> {
        let allowed = Self::clamped(value);
        if allowed.0 == value { Ok(allowed) } else { Err(format!("{value} per cent is out of range: {MIN} to {MAX} is allowed")) }
    }
}

impl<const MIN: i16, const MAX: i16> From<Percent<MIN, MAX>> for f32 {
    fn from(percent: Percent<MIN, MAX>) -> Self {
        percent.0
    }
}

impl<const MIN: i16, const MAX: i16> std::str::FromStr for Percent<MIN, MAX> {
    type Err = String;

    /// A number, with or without a per cent sign.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.trim().trim_end_matches('%').trim_end();
        number.parse::<f32>().map_err(|_| format!("\"{text}\" is not a number of per cent"))?.try_into()
    }
}

impl<const MIN: i16, const MAX: i16> std::fmt::Display for Percent<MIN, MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}%", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_refused() {
        type Narrow = Percent<-5, 20>;
        assert_eq!("2.5%".parse(), Ok(Narrow::clamped(2.5)));
        assert_eq!(" -5 % ".parse(), Ok(Narrow::MIN));
        assert_eq!(serde_json::from_str::<Narrow>("20").unwrap(), Narrow::MAX);
        for wrong in ["", "%", "20.01", "-5.1", "nan", "inf", "2.5px"] {
            assert!(wrong.parse::<Narrow>().is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Narrow>("20.5").is_err());
        assert!(serde_json::from_str::<Narrow>("null").is_err());
        assert_eq!(Narrow::clamped(f32::NAN), Narrow::MIN);
    }

    #[test]
    fn percent_survives_a_json_round_trip() {
        let percent = Percent::<0, 20>::clamped(1.1);
        assert_eq!(serde_json::to_string(&percent).unwrap(), "1.1");
        assert_eq!(percent.to_string().parse(), Ok(percent));
    }
}
