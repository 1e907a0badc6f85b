//! Numbers, sizes, times and plural forms by the rules of a language: the browser's own (`Intl`), so that the page carries none.

/// Unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// Pixels along a side, whose digits nobody groups.
    Side,
    /// Hundredths.
    Percent,
    /// Thousandths of a second.
    Millisecond,
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Thousands of bytes.
    Kilobyte,
    /// Millions of bytes.
    Megabyte,
    /// Billions of bytes.
    Gigabyte,
}

#[cfg(target_arch = "wasm32")]
pub use self::browser::Numbers;
#[cfg(not(target_arch = "wasm32"))]
pub use self::plain::Numbers;

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::RefCell;

    use js_sys::Intl::{NumberFormat, PluralRules};
    use js_sys::{Array, Function, Object, Reflect};
    use wasm_bindgen::JsValue;

    use super::Unit;

    /// Rules of a language.
    #[derive(Debug)]
    pub struct Numbers {
        locales: Array,
        plural_rules: PluralRules,
        /// Formats that were needed before: to make one takes longer than to use it.
        formats: RefCell<Vec<(Unit, u8, Function)>>,
    }

    impl Numbers {
        /// Rules of the language with this BCP 47 tag.
        pub fn new(tag: &str) -> Self {
            let locales = Array::of1(&tag.into());
            Self { plural_rules: PluralRules::new(&locales, &Object::new()), locales, formats: RefCell::default() }
        }

        /// CLDR category of a count: `zero`, `one`, `two`, `few`, `many` or `other`.
        pub fn category(&self, count: u64) -> String {
            self.plural_rules.select(count as f64).into()
        }

        /// Number with so many digits after the point, percents with at most so many.
        pub fn format(&self, value: f64, unit: Unit, digits: u8) -> String {
            let mut formats = self.formats.borrow_mut();
            let known = formats.iter().find(|(of, with, _)| (*of, *with) == (unit, digits)).map(|(_, _, format)| format.clone());
            let format = known.unwrap_or_else(|| {
                let format = self.number_format(unit, digits).format();
                formats.push((unit, digits, format.clone()));
                format
            });
            format.call1(&JsValue::UNDEFINED, &value.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
        }

        fn number_format(&self, unit: Unit, digits: u8) -> NumberFormat {
            let options = Object::new();
            // A plain object takes any property.
            let set = |key: &str, value: JsValue| drop(Reflect::set(&options, &key.into(), &value));
            set("maximumFractionDigits", digits.into());
            if unit != Unit::Percent {
                set("minimumFractionDigits", digits.into());
            }
            let name = match unit {
                Unit::None => "",
                Unit::Side => {
                    set("useGrouping", false.into());
                    ""
                }
                Unit::Percent => "percent",
                Unit::Millisecond => "millisecond",
                Unit::Second => "second",
                Unit::Minute => "minute",
                Unit::Hour => "hour",
                Unit::Kilobyte => "kilobyte",
                Unit::Megabyte => "megabyte",
                Unit::Gigabyte => "gigabyte",
            };
            if !name.is_empty() {
                set("style", "unit".into());
                set("unit", name.into());
            }
            NumberFormat::new(&self.locales, &options)
        }
    }
}

/// The English rules, as far as native tests need them.
#[cfg(not(target_arch = "wasm32"))]
mod plain {
    use super::Unit;

    /// Rules of a language.
    #[derive(Debug)]
    pub struct Numbers;

    impl Numbers {
        /// The English rules, whichever language is asked for.
        pub fn new(_: &str) -> Self {
            Self
        }

        /// CLDR category of a count.
        pub fn category(&self, count: u64) -> String {
            if count == 1 { "one" } else { "other" }.to_owned()
        }

        /// Number with so many digits after the point, percents with at most so many.
        pub fn format(&self, value: f64, unit: Unit, digits: u8) -> String {
            let number = format!("{value:.*}", usize::from(digits));
            match unit {
                Unit::None => grouped(&number),
                Unit::Side => number,
                Unit::Percent => format!("{}%", number.strip_suffix(".0").unwrap_or(&number)),
                Unit::Millisecond => format!("{number} ms"),
                Unit::Second => format!("{number} sec"),
                Unit::Minute => format!("{number} min"),
                Unit::Hour => format!("{number} hr"),
                Unit::Kilobyte => format!("{} kB", grouped(&number)),
                Unit::Megabyte => format!("{} MB", grouped(&number)),
                Unit::Gigabyte => format!("{} GB", grouped(&number)),
            }
        }
    }

    fn grouped(number: &str) -> String {
        let whole = number.split('.').next().map_or(0, str::len);
        let separated = |(index, digit): (usize, char)| {
            (index > 0 && index < whole && (whole - index).is_multiple_of(3)).then_some(',').into_iter().chain([digit])
        };
        number.chars().enumerate().flat_map(separated).collect()
    }
}
