//! A grey colour profile of the smallest kind (ICC.1:2001-04): media white of D50 and a gamma of 2.2. PDF/A wants one
//! in the file, so that black and white are defined.

/// The profile's octets.
pub(super) fn gray_profile() -> Vec<u8> {
    let tags: [(&[u8; 4], Vec<u8>); 4] = [
        (b"cprt", text(b"text", b"Public domain\0")),
        (b"desc", description(b"Grey, gamma 2.2\0")),
        (b"kTRC", text(b"curv", &[0, 0, 0, 1, 0x02, 0x33])),
        (b"wtpt", text(b"XYZ ", &D50)),
    ];
    let table_octets = 4 + tags.len() * 12;
    let (mut table, mut data) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    for (tag, content) in &tags {
        table.extend(*tag);
        table.extend(((HEADER_OCTETS + table_octets + data.len()) as u32).to_be_bytes());
        table.extend((content.len() as u32).to_be_bytes());
        data.extend(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = ((HEADER_OCTETS + table.len() + data.len()) as u32).to_be_bytes().to_vec();
    profile.extend([0; 4]);
    profile.extend([2, 0x10, 0, 0]);
    profile.extend(b"mntrGRAYXYZ ");
    // 2000-01-01 00:00:00
    profile.extend([0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    profile.extend(b"acsp");
    profile.resize(68, 0);
    profile.extend(D50);
    profile.resize(HEADER_OCTETS, 0);
    profile.extend(table);
    profile.extend(data);
    profile
}

const HEADER_OCTETS: usize = 128;

/// The connection space's white as three numbers of 16 bits before and after the point.
const D50: [u8; 12] = [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];

fn text(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [kind, [0u8; 4].as_slice(), content].concat()
}

/// textDescriptionType: ASCII, and empty Unicode and Macintosh parts.
fn description(ascii: &[u8]) -> Vec<u8> {
    let mut out = text(b"desc", &(ascii.len() as u32).to_be_bytes());
    out.extend(ascii);
    out.resize(out.len() + 4 + 4 + 2 + 1 + 67, 0);
    out
}
