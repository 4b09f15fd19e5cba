//! E10xx: what stands in the way of an artifact.

super::codes! {
    PATH = "E1001", "two artifacts want one path",
"Names in the program become names of files. Two of them became the same path, or paths that some systems take for the
same because they differ in capitals alone, so one artifact would overwrite the other.

Give one of the two things another name.";
    CROWDED = "W1002", "a picture is too crowded",
"Lines are led round the boxes of a picture, and their labels are put where nothing else is. In a picture that shows very
much, that may be impossible for some. What could not be drawn as it should is never dropped: the line is drawn straight,
and a label without a place can be read by pointing at its line.

Show less in one picture: `exclude` parts of it, `collapse` boxes, or declare a view for each part.";
}
