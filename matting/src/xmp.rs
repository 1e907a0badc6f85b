//! XMP of a photo, reduced to properties that may go into a cut-out.
//!
//! XMP is RDF in XML (ISO 16684-1, 7). Only properties on a list go on: previews, depth maps and edit histories show or tell of what was
//! cut away, and an unknown property may hold a place.

use std::collections::BTreeMap;

use crate::Metadata;

/// Most bytes of a packet that is kept: a segment of JPEG has no more.
const MAX_BYTES: usize = 60_000;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Properties of one namespace.
struct Namespace {
    address: &'static str,
    /// Properties that go on; a star stands for all of them.
    kept: &'static [&'static str],
    /// Properties that say where it was; a star at the end for everything that begins so.
    places: &'static [&'static str],
}

/// Dublin Core, XMP basic and rights, Photoshop, IPTC Core and Extension, PLUS, Creative Commons, TIFF and EXIF, China's label of generated pictures.
#[rustfmt::skip]
const NAMESPACES: &[Namespace] = &[
    Namespace {
        address: "http://purl.org/dc/elements/1.1/",
        kept: &["contributor", "creator", "date", "description", "language", "publisher", "rights", "source", "subject", "title", "type"],
        places: &["coverage"],
    },
    Namespace { address: "http://ns.adobe.com/xap/1.0/", kept: &["CreateDate", "CreatorTool", "Label", "Rating"], places: &[] },
    Namespace { address: "http://ns.adobe.com/xap/1.0/rights/", kept: &["*"], places: &[] },
    Namespace {
        address: "http://ns.adobe.com/photoshop/1.0/",
        kept: &["AuthorsPosition", "CaptionWriter", "Category", "Credit", "DateCreated", "Headline", "Instructions", "Source", "SupplementalCategories", "TransmissionReference", "Urgency"],
        places: &["City", "Country", "State"],
    },
    Namespace {
        address: "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        kept: &["AltTextAccessibility", "ExtDescrAccessibility", "IntellectualGenre", "Scene", "SubjectCode"],
        places: &["CountryCode", "CreatorContactInfo", "Location"],
    },
    Namespace {
        address: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        kept: &["AIPromptInformation", "AIPromptWriterName", "AISystemUsed", "AISystemVersionUsed", "AddlModelInfo", "Contributor", "DigitalSourceType", "DigitalSourcefileType", "Event", "OrganisationInImageName", "PersonInImage"],
        places: &["LocationCreated", "LocationShown"],
    },
    Namespace { address: "http://ns.useplus.org/ldf/xmp/1.0/", kept: &["*"], places: &[] },
    Namespace { address: "http://creativecommons.org/ns#", kept: &["*"], places: &[] },
    Namespace { address: "http://ns.adobe.com/tiff/1.0/", kept: &["Artist", "Copyright", "ImageDescription", "Make", "Model", "Software"], places: &[] },
    Namespace { address: "http://ns.adobe.com/exif/1.0/", kept: &[], places: &["GPS*"] },
    Namespace { address: "http://www.tc260.org.cn/ns/AIGC/1.0/", kept: &["*"], places: &[] },
];

/// Words in names within a structure that say where something is.
const PLACE_WORDS: [&str; 9] = ["GPS", "City", "Country", "Location", "Address", "Adr", "Province", "Region", "PostalCode"];

/// XMP properties that may go from a photo into its cut-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xmp {
    /// Namespaces by their prefix.
    prefixes: BTreeMap<String, String>,
    properties: Vec<Property>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Property {
    /// `name="value"`, or an element with its content.
    xml: String,
    is_element: bool,
    is_place: bool,
}

impl Xmp {
    /// Reads a packet. Unknown properties are skipped; `None` when nothing is left, and for XML that is broken or has declarations of its own.
    pub fn read(packet: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(packet).ok()?;
        let mut found = Self { prefixes: BTreeMap::new(), properties: Vec::new() };
        let mut tags = Tags { text, at: 0 };
        // Elements that are open: above a property there are the packet, RDF, and a description.
        let mut in_rdf = false;
        while let Some(tag) = tags.next() {
            let tag = tag.ok()?;
            if tag.kind == Kind::End {
                in_rdf &= !found.is(tag.name, RDF, "RDF");
                continue;
            }
            found.declare(&tag)?;
            if !in_rdf {
                in_rdf = found.is(tag.name, RDF, "RDF") && tag.kind == Kind::Start;
                continue;
            }
            if !found.is(tag.name, RDF, "Description") {
                return None;
            }
            for (name, quoted) in tag.attributes() {
                found.add(name, format!("{name}={quoted}"), false, false);
            }
            if tag.kind == Kind::Start {
                found.read_description(&mut tags, tag.name)?;
            }
        }
        let bytes: usize = found.properties.iter().map(|property| property.xml.len()).sum();
        (!found.properties.is_empty() && bytes < MAX_BYTES).then_some(found)
    }

    /// Elements of a description up to its end.
    fn read_description(&mut self, tags: &mut Tags<'_>, name: &str) -> Option<()> {
        loop {
            let tag = tags.next()?.ok()?;
            if tag.kind == Kind::End {
                return (tag.name == name).then_some(());
            }
            let (mut open, mut says_place) = (usize::from(tag.kind == Kind::Start), says_place(&tag));
            while open > 0 {
                let inner = tags.next()?.ok()?;
                match inner.kind {
                    Kind::Start => open += 1,
                    Kind::End => open -= 1,
                    Kind::Empty => {}
                }
                says_place |= says_place_in(&inner);
            }
            // A prefix may be declared at the element itself.
            let own = tag.attributes().filter_map(|(attribute, quoted)| Some((attribute.strip_prefix("xmlns:")?, unquoted(quoted)?)));
            let own: BTreeMap<&str, &str> = own.collect();
            let address =
                tag.name.split_once(':').and_then(|(prefix, _)| own.get(prefix).copied().or_else(|| self.prefixes.get(prefix).map(String::as_str)));
            let address = address.map(str::to_owned);
            self.add_known(address.as_deref(), tag.name, tags.text[tag.from..tags.at].to_owned(), true, says_place);
        }
    }

    /// Takes the prefixes that a tag declares; `None` if one means something else already.
    fn declare(&mut self, tag: &Tag<'_>) -> Option<()> {
        for (name, quoted) in tag.attributes() {
            let Some(prefix) = name.strip_prefix("xmlns:") else { continue };
            let address = unquoted(quoted)?;
            if self.prefixes.insert(prefix.to_owned(), address.to_owned()).is_some_and(|before| before != address) {
                return None;
            }
        }
        Some(())
    }

    fn is(&self, name: &str, address: &str, local: &str) -> bool {
        name.split_once(':').is_some_and(|(prefix, name)| name == local && self.prefixes.get(prefix).is_some_and(|found| found == address))
    }

    fn add(&mut self, name: &str, xml: String, is_element: bool, says_place: bool) {
        let address = name.split_once(':').and_then(|(prefix, _)| self.prefixes.get(prefix).cloned());
        self.add_known(address.as_deref(), name, xml, is_element, says_place);
    }

    fn add_known(&mut self, address: Option<&str>, name: &str, xml: String, is_element: bool, says_place: bool) {
        let Some(namespace) = NAMESPACES.iter().find(|namespace| Some(namespace.address) == address) else { return };
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        let names_place = namespace.places.iter().any(|place| place.strip_suffix('*').map_or(local == *place, |start| local.starts_with(start)));
        if names_place || namespace.kept.iter().any(|kept| *kept == "*" || *kept == local) {
            self.properties.push(Property { xml, is_element, is_place: names_place || says_place });
        }
    }

    /// A packet of what is to be kept; `None` when that is nothing.
    pub fn to_bytes(&self, keep: Metadata) -> Option<Vec<u8>> {
        let is_kept = |property: &&Property| match keep {
            Metadata::None => false,
            Metadata::WithoutPlace => !property.is_place,
            Metadata::All => true,
        };
        let kept: Vec<&Property> = self.properties.iter().filter(is_kept).collect();
        if kept.is_empty() {
            return None;
        }
        let joined = |are_elements: bool, before: &str| {
            let xml = kept.iter().filter(|property| property.is_element == are_elements).map(|property| format!("{before}{}", property.xml));
            xml.collect::<String>()
        };
        let (attributes, elements) = (joined(false, " "), joined(true, ""));
        let is_used = |prefix: &str| attributes.contains(&format!(" {prefix}:")) || elements.contains(&format!("{prefix}:"));
        let others = self.prefixes.iter().filter(|(prefix, _)| !matches!(prefix.as_str(), "rdf" | "x") && is_used(prefix));
        let declarations: String = others.map(|(prefix, address)| format!(" xmlns:{prefix}=\"{address}\"")).collect();
        let packet = format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"{RDF}\">\
             <rdf:Description rdf:about=\"\"{declarations}{attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
        );
        Some(packet.into_bytes())
    }
}

/// True if an attribute of a tag says where something is.
fn says_place(tag: &Tag<'_>) -> bool {
    tag.attributes().any(|(name, _)| !name.starts_with("xmlns") && PLACE_WORDS.iter().any(|word| name.contains(word)))
}

/// The same of a tag within a property, whose name counts, too.
fn says_place_in(tag: &Tag<'_>) -> bool {
    says_place(tag) || PLACE_WORDS.iter().any(|word| tag.name.contains(word))
}

fn unquoted(quoted: &str) -> Option<&str> {
    let inner = quoted.get(1..quoted.len().checked_sub(1)?)?;
    (!inner.contains(['"', '<'])).then_some(inner)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    End,
    /// Start and end in one.
    Empty,
}

/// A tag of an element.
#[derive(Debug, Clone, Copy)]
struct Tag<'a> {
    kind: Kind,
    name: &'a str,
    /// Everything between its name and its end.
    rest: &'a str,
    /// Place of its first byte.
    from: usize,
}

/// Markup that is not read: declarations, character data sections, tags without an end.
#[derive(Debug)]
struct Unreadable;

/// Tags of a text, one after the other.
struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Result<Tag<'a>, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let from = self.at + self.text.get(self.at..)?.find('<')?;
            let rest = &self.text[from..];
            let skipped = match rest {
                _ if rest.starts_with("<?") => rest.find("?>").map(|end| end + 2),
                _ if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
                _ if rest.starts_with("<!") => None,
                _ => {
                    let Some(length) = tag_length(rest) else { return Some(Err(Unreadable)) };
                    self.at = from + length;
                    let inner = &rest[1..length - 1];
                    let (kind, inner) = match (inner.strip_prefix('/'), inner.strip_suffix('/')) {
                        (Some(inner), _) => (Kind::End, inner),
                        (None, Some(inner)) => (Kind::Empty, inner),
                        (None, None) => (Kind::Start, inner),
                    };
                    let (name, rest) = inner.split_once(|letter: char| letter.is_ascii_whitespace()).unwrap_or((inner, ""));
                    return Some(Ok(Tag { kind, name, rest, from }));
                }
            };
            match skipped {
                Some(length) => self.at = from + length,
                None => return Some(Err(Unreadable)),
            }
        }
    }
}

/// Bytes up to the end of a tag; what is in quotes does not end it.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in text.bytes().enumerate() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, b'"' | b'\'') => quote = Some(letter),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// Names and values, these with their quotes.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_ascii_start();
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let end = after[1..].find(quote)? + 2;
            rest = &after[end..];
            Some((name.trim_ascii(), &after[..end]))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- a comment -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
    exif:GPSLatitude="52,31.5N" exif:GPSLongitude='13,24.3E' photoshop:City="Berlin" photoshop:Credit="Agency &amp; Co" exif:UserComment="UNKNOWN"
    Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
   <dc:creator><rdf:Seq><rdf:li>Someone in a City</rdf:li></rdf:Seq></dc:creator>
   <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Someone</rdf:li></rdf:Alt></dc:rights>
   <xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource"><xmpGImg:image>THUMBNAIL</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>
   <Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li Iptc4xmpExt:City="Potsdam"/></rdf:Bag></Iptc4xmpExt:LocationShown>
   <plus:Licensor><rdf:Seq><rdf:li plus:LicensorCity="Hamburg"/></rdf:Seq></plus:Licensor>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#;

    const PLACES: [&str; 6] = ["52,31.5N", "13,24.3E", "Berlin", "Potsdam", "Hamburg", "GPS"];

    fn kept(keep: Metadata) -> String {
        String::from_utf8(Xmp::read(PACKET.as_bytes()).unwrap().to_bytes(keep).unwrap()).unwrap()
    }

    #[test]
    fn author_rights_and_ai_label_are_kept() {
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            let packet = kept(keep);
            for word in ["Someone in a City", "(c) Someone", "Agency &amp; Co", "trainedAlgorithmicMedia", "xmlns:dc="] {
                assert!(packet.contains(word), "{word} in {packet}");
            }
            for word in ["THUMBNAIL", "UNKNOWN", "a comment", "xmpGImg"] {
                assert!(!packet.contains(word), "{word} in {packet}");
            }
        }
        assert_eq!(Xmp::read(PACKET.as_bytes()).unwrap().to_bytes(Metadata::None), None);
    }

    #[test]
    fn places_are_kept_only_when_asked() {
        let (without, with) = (kept(Metadata::WithoutPlace), kept(Metadata::All));
        for place in PLACES {
            assert!(!without.contains(place), "{place} in {without}");
            assert!(with.contains(place), "{place} in {with}");
        }
    }

    #[test]
    fn kept_packet_is_read_as_itself() {
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            let packet = kept(keep);
            assert_eq!(Xmp::read(packet.as_bytes()).unwrap().to_bytes(keep), Some(packet.into_bytes()));
        }
    }

    #[test]
    fn declarations_and_other_meanings_of_a_prefix_are_refused() {
        assert_eq!(Xmp::read(PACKET.replace("<x:xmpmeta", "<!DOCTYPE x [<!ENTITY a \"b\">]><x:xmpmeta").as_bytes()), None);
        assert_eq!(Xmp::read(PACKET.replace("xmlns:exif=", "xmlns:x=").as_bytes()), None);
        assert_eq!(Xmp::read(b"no XML at all"), None);
    }

    proptest! {
        #[test]
        fn damaged_packet_is_read_without_panic(damage in proptest::collection::vec((0..PACKET.len(), any::<char>()), 0..24), length in 0..=PACKET.len()) {
            let mut packet: Vec<char> = PACKET.chars().take(length).collect();
            for (at, letter) in damage {
                if let Some(place) = packet.get_mut(at) {
                    *place = letter;
                }
            }
            let packet: String = packet.into_iter().collect();
            if let Some(xmp) = Xmp::read(packet.as_bytes()) {
                let _ = xmp.to_bytes(Metadata::All);
            }
        }
    }
}
