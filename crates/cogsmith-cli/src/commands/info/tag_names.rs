//! Names of fields that the library has no use for: of TIFF's annexes, of EXIF and of GPS.

use cogsmith::Tag;

/// Which directory a field stands in, since numbers mean something else in that of GPS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    Tiff,
    Gps,
    Interoperability,
}

/// The name of a field.
pub(super) fn of(tag: Tag, vocabulary: Vocabulary) -> Option<&'static str> {
    match vocabulary {
        Vocabulary::Tiff => tag.name().or_else(|| find(&TIFF, tag)),
        Vocabulary::Gps => GPS.get(usize::from(tag.0)).copied(),
        Vocabulary::Interoperability => find(&INTEROPERABILITY, tag),
    }
}

fn find(names: &[(u16, &'static str)], tag: Tag) -> Option<&'static str> {
    let at = names.binary_search_by_key(&tag.0, |&(number, _)| number).ok()?;
    names.get(at).map(|&(_, name)| name)
}

/// TIFF 6, TIFF/EP, EXIF 2.32, DNG, GeoTIFF's forerunners, by number.
const TIFF: [(u16, &str); 133] = [
    (255, "SubfileType"),
    (263, "Threshholding"),
    (264, "CellWidth"),
    (265, "CellLength"),
    (285, "PageName"),
    (286, "XPosition"),
    (287, "YPosition"),
    (288, "FreeOffsets"),
    (289, "FreeByteCounts"),
    (290, "GrayResponseUnit"),
    (291, "GrayResponseCurve"),
    (297, "PageNumber"),
    (321, "HalftoneHints"),
    (326, "BadFaxLines"),
    (327, "CleanFaxData"),
    (328, "ConsecutiveBadFaxLines"),
    (333, "InkNames"),
    (334, "NumberOfInks"),
    (336, "DotRange"),
    (337, "TargetPrinter"),
    (340, "SMinSampleValue"),
    (341, "SMaxSampleValue"),
    (343, "ClipPath"),
    (346, "Indexed"),
    (351, "OPIProxy"),
    (433, "Decode"),
    (434, "DefaultImageColor"),
    (512, "JPEGProc"),
    (517, "JPEGLosslessPredictors"),
    (518, "JPEGPointTransforms"),
    (559, "StripRowCounts"),
    (18246, "Rating"),
    (32781, "ImageID"),
    (32932, "WangAnnotation"),
    (32995, "Matteing"),
    (32996, "DataType"),
    (32997, "ImageDepth"),
    (32998, "TileDepth"),
    (33300, "PixarImageFullWidth"),
    (33301, "PixarImageFullLength"),
    (33421, "CFARepeatPatternDim"),
    (33422, "CFAPattern"),
    (33434, "ExposureTime"),
    (33437, "FNumber"),
    (33723, "IPTC"),
    (33918, "IntergraphPacketData"),
    (33919, "IntergraphFlagRegisters"),
    (33920, "IrasBTransformationMatrix"),
    (34016, "Site"),
    (34232, "FaxRecvParams"),
    (34377, "PhotoshopImageResources"),
    (34732, "ImageLayer"),
    (34850, "ExposureProgram"),
    (34852, "SpectralSensitivity"),
    (34855, "PhotographicSensitivity"),
    (34856, "OECF"),
    (34864, "SensitivityType"),
    (34865, "StandardOutputSensitivity"),
    (34866, "RecommendedExposureIndex"),
    (36864, "ExifVersion"),
    (36867, "DateTimeOriginal"),
    (36868, "DateTimeDigitized"),
    (36880, "OffsetTime"),
    (36881, "OffsetTimeOriginal"),
    (36882, "OffsetTimeDigitized"),
    (37121, "ComponentsConfiguration"),
    (37122, "CompressedBitsPerPixel"),
    (37377, "ShutterSpeedValue"),
    (37378, "ApertureValue"),
    (37379, "BrightnessValue"),
    (37380, "ExposureBiasValue"),
    (37381, "MaxApertureValue"),
    (37382, "SubjectDistance"),
    (37383, "MeteringMode"),
    (37384, "LightSource"),
    (37385, "Flash"),
    (37386, "FocalLength"),
    (37396, "SubjectArea"),
    (37439, "StoNits"),
    (37500, "MakerNote"),
    (37510, "UserComment"),
    (37520, "SubSecTime"),
    (37521, "SubSecTimeOriginal"),
    (37522, "SubSecTimeDigitized"),
    (37724, "ImageSourceData"),
    (40960, "FlashpixVersion"),
    (40961, "ColorSpace"),
    (40962, "PixelXDimension"),
    (40963, "PixelYDimension"),
    (40964, "RelatedSoundFile"),
    (40965, "InteroperabilityIFD"),
    (41483, "FlashEnergy"),
    (41486, "FocalPlaneXResolution"),
    (41487, "FocalPlaneYResolution"),
    (41488, "FocalPlaneResolutionUnit"),
    (41492, "SubjectLocation"),
    (41493, "ExposureIndex"),
    (41495, "SensingMethod"),
    (41728, "FileSource"),
    (41729, "SceneType"),
    (41985, "CustomRendered"),
    (41986, "ExposureMode"),
    (41987, "WhiteBalance"),
    (41988, "DigitalZoomRatio"),
    (41989, "FocalLengthIn35mmFilm"),
    (41990, "SceneCaptureType"),
    (41991, "GainControl"),
    (41992, "Contrast"),
    (41993, "Saturation"),
    (41994, "Sharpness"),
    (41996, "SubjectDistanceRange"),
    (42016, "ImageUniqueID"),
    (42032, "CameraOwnerName"),
    (42033, "BodySerialNumber"),
    (42034, "LensSpecification"),
    (42035, "LensMake"),
    (42036, "LensModel"),
    (42037, "LensSerialNumber"),
    (42240, "Gamma"),
    (50706, "DNGVersion"),
    (50707, "DNGBackwardVersion"),
    (50708, "UniqueCameraModel"),
    (50714, "BlackLevel"),
    (50717, "WhiteLevel"),
    (50718, "DefaultScale"),
    (50719, "DefaultCropOrigin"),
    (50720, "DefaultCropSize"),
    (50721, "ColorMatrix1"),
    (50728, "AsShotNeutral"),
    (50778, "CalibrationIlluminant1"),
    (50838, "IJMetadataByteCounts"),
    (50839, "IJMetadata"),
    (50908, "TIFF_RSID"),
];

/// EXIF 2.32, section 4.6.6, from number 0 on.
const GPS: [&str; 32] = [
    "GPSVersionID",
    "GPSLatitudeRef",
    "GPSLatitude",
    "GPSLongitudeRef",
    "GPSLongitude",
    "GPSAltitudeRef",
    "GPSAltitude",
    "GPSTimeStamp",
    "GPSSatellites",
    "GPSStatus",
    "GPSMeasureMode",
    "GPSDOP",
    "GPSSpeedRef",
    "GPSSpeed",
    "GPSTrackRef",
    "GPSTrack",
    "GPSImgDirectionRef",
    "GPSImgDirection",
    "GPSMapDatum",
    "GPSDestLatitudeRef",
    "GPSDestLatitude",
    "GPSDestLongitudeRef",
    "GPSDestLongitude",
    "GPSDestBearingRef",
    "GPSDestBearing",
    "GPSDestDistanceRef",
    "GPSDestDistance",
    "GPSProcessingMethod",
    "GPSAreaInformation",
    "GPSDateStamp",
    "GPSDifferential",
    "GPSHPositioningError",
];

const INTEROPERABILITY: [(u16, &str); 2] = [(1, "InteroperabilityIndex"), (2, "InteroperabilityVersion")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_by_number_and_once() {
        assert!(TIFF.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TIFF.iter().all(|&(number, _)| Tag(number).name().is_none()));
        assert_eq!(of(Tag(37386), Vocabulary::Tiff), Some("FocalLength"));
        assert_eq!(of(Tag(2), Vocabulary::Gps), Some("GPSLatitude"));
        assert_eq!(of(Tag(2), Vocabulary::Tiff), None);
    }
}
