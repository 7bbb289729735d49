//! Parameters of a height map, and its samples from rows or from a picture.

use std::{io::Cursor, sync::Arc};

use base64::prelude::{BASE64_STANDARD, Engine};
use gve_shared::{
    problem::ProblemCode,
    shape::{HeightSamples, HeightmapParams},
};
use png::{BitDepth, ColorType, Decoder, Limits, Transformations};

use super::{
    super::reader::{Reader, SIZE},
    PARAMS,
};
use crate::bound::{BoundShape, Heights};

/// Default of `base` as a part of `height`.
const BASE: f64 = 0.1;
/// Most memory that a decoder may take: far more than the largest map needs.
const MOST_BYTES: usize = 4 << 20;

pub(super) fn read(reader: &mut Reader<'_>, params: &HeightmapParams) -> Option<BoundShape> {
    let size = reader.components(&format_args!("{PARAMS}/size"), &params.size, &SIZE);
    let height = reader.param("height", &params.height, &SIZE);
    let base = reader.param_or("base", &params.base, BASE * height.unwrap_or(1.0), &SIZE);
    let map = match &params.heights {
        HeightSamples::Rows(params) => from_rows(reader, &params.rows),
        HeightSamples::Png(params) => from_png(&params.data).map_or_else(
            |problem| {
                let at = format_args!("{PARAMS}/heights/params/data").to_string();
                let hint = "Use a grey PNG of 8 or 16 bits and 2 to 256 pixels along each side, in base64.";
                reader.refuse(ProblemCode::RecipeImage, &at, problem, Some(hint));
                None
            },
            Some,
        ),
    };
    let half_extents = size?.map(|size| size / 2.0);
    Some(BoundShape::Heightmap { half_extents, height: height?, base: base?, map: Arc::new(map?) })
}

fn from_rows(reader: &mut Reader<'_>, rows: &[Vec<f64>]) -> Option<Heights> {
    let columns = rows.first().map_or(0, Vec::len);
    let at = |row: usize| format!("{PARAMS}/heights/params/rows/{row}");
    if !(2..=Heights::MOST_SAMPLES as usize).contains(&columns) {
        let message = format!("a row has 2 to {} heights, not {columns}", Heights::MOST_SAMPLES);
        reader.refuse(ProblemCode::RecipeOutOfRange, &at(0), message, Some("Take fewer samples, or a smaller part."));
        return None;
    }
    let mut values = Vec::with_capacity(columns * rows.len());
    for (number, row) in rows.iter().enumerate() {
        if row.len() != columns {
            let message = format!("this row has {} heights, the first has {columns}", row.len());
            let hint = Some("Give all rows the same length.");
            reader.refuse(ProblemCode::RecipeOutOfRange, &at(number), message, hint);
            return None;
        }
        if let Some(column) = row.iter().position(|height| !(0.0..=1.0).contains(height)) {
            let message = format!("{} is out of range: a height is from 0 to 1, times `height`", row[column]);
            let at = format!("{}/{column}", at(number));
            reader.refuse(ProblemCode::RecipeOutOfRange, &at, message, Some("Divide all heights by the highest."));
            return None;
        }
        values.extend(row.iter().map(|&height| height as f32));
    }
    Some(Heights { columns: columns as u32, rows: rows.len() as u32, values })
}

/// Decodes a picture, or says why not. The size is checked before anything of it is read.
fn from_png(data: &str) -> Result<Heights, String> {
    let bytes = BASE64_STANDARD.decode(data.trim()).map_err(|problem| format!("this is not base64: {problem}"))?;
    let unreadable = |problem: png::DecodingError| format!("the picture cannot be read: {problem}");
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let (columns, rows) = reader.info().size();
    let most = Heights::MOST_SAMPLES;
    if !(2..=most).contains(&columns) || !(2..=most).contains(&rows) {
        return Err(format!("the picture has {columns} × {rows} pixels; 2 to {most} along each side are possible"));
    }
    let (color, depth) = reader.output_color_type();
    let channels = match color {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        _ => return Err("the picture is in colour".to_owned()),
    };
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
    reader.next_frame(&mut pixels).map_err(unreadable)?;
    let values: Vec<f32> = if depth == BitDepth::Sixteen {
        let samples = pixels.as_chunks::<2>().0.iter().step_by(channels);
        samples.map(|&pair| f32::from(u16::from_be_bytes(pair)) / 65_535.0).collect()
    } else {
        pixels.iter().step_by(channels).map(|&sample| f32::from(sample) / 255.0).collect()
    };
    if values.len() != (columns * rows) as usize {
        return Err("the picture ends too soon".to_owned());
    }
    Ok(Heights { columns, rows, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(color: ColorType, depth: BitDepth, [width, height]: [u32; 2], pixels: &[u8]) -> String {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        BASE64_STANDARD.encode(bytes)
    }

    #[test]
    fn grey_pictures_of_any_depth_are_read() {
        let eight = picture(ColorType::Grayscale, BitDepth::Eight, [3, 2], &[0, 51, 255, 102, 0, 0]);
        let map = from_png(&eight).unwrap();
        assert_eq!((map.columns, map.rows), (3, 2));
        assert_eq!(map.values, [0.0, 0.2, 1.0, 0.4, 0.0, 0.0]);
        let sixteen = [0, 0, 0x33, 0x33, 0xff, 0xff, 0x66, 0x66];
        let map = from_png(&picture(ColorType::Grayscale, BitDepth::Sixteen, [2, 2], &sixteen)).unwrap();
        assert_eq!(map.values, [0.0, 0.2, 1.0, 0.4]);
        let masked = picture(ColorType::GrayscaleAlpha, BitDepth::Eight, [2, 2], &[0, 9, 51, 9, 255, 9, 102, 9]);
        assert_eq!(from_png(&masked).unwrap().values, [0.0, 0.2, 1.0, 0.4]);
        let two = picture(ColorType::Grayscale, BitDepth::One, [2, 2], &[0b0100_0000, 0b1000_0000]);
        assert_eq!(from_png(&two).unwrap().values, [0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn other_pictures_are_refused() {
        let large = picture(ColorType::Grayscale, BitDepth::Eight, [257, 2], &[0; 514]);
        let coloured = picture(ColorType::Rgb, BitDepth::Eight, [2, 2], &[0; 12]);
        let whole = picture(ColorType::Grayscale, BitDepth::Eight, [2, 2], &[0; 4]);
        let cut = BASE64_STANDARD.encode(&BASE64_STANDARD.decode(&whole).unwrap()[..45]);
        for (text, reason) in [("?", "base64"), (&large, "257 × 2"), (&coloured, "colour"), (&cut, "cannot be read")] {
            let problem = from_png(text).unwrap_err();
            assert!(problem.contains(reason), "{problem}");
        }
        // A header that promises more than there is costs nothing.
        let mut bytes = BASE64_STANDARD.decode(&whole).unwrap();
        bytes[16..24].copy_from_slice(&[0x7f; 8]);
        assert!(from_png(&BASE64_STANDARD.encode(&bytes)).is_err());
    }
}
