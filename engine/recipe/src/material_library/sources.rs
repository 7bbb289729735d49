//! The works from which the figures of the library come.

pub(super) const ASM_1: &str = "ASM Handbook, vol. 1: Properties and Selection: Irons, Steels, and High-Performance Alloys, ASM International, 1990";
pub(super) const ASM_2: &str = "ASM Handbook, vol. 2: Properties and Selection: Nonferrous Alloys and Special-Purpose Materials, ASM International, 1990";
pub(super) const CALLISTER: &str = "W. D. Callister and D. G. Rethwisch, Fundamentals of Materials Science and Engineering: An Integrated Approach, 3rd ed., Wiley, 2008, appendix B";
pub(super) const DOWLING: &str =
    "N. E. Dowling, Mechanical Behavior of Materials, 4th ed., Pearson, 2013, tables 4.3 and 8.2";
/// Friction tables of the handbook, sliding, dry: a material on itself, or on mild steel or cast iron.
pub(super) const MARKS: &str =
    "Marks' Standard Handbook for Mechanical Engineers, 11th ed., McGraw-Hill, 2007, table 3.2.1 (dry, sliding)";
/// Friction as the tangent of the middle of the range of basic friction angles, dry.
pub(super) const BARTON: &str = "N. Barton and V. Choubey, The shear strength of rock joints in theory and practice, Rock Mechanics 10, 1977 (basic friction angle, dry)";
pub(super) const WOOD: &str = "Wood Handbook: Wood as an Engineering Material, FPL-GTR-282, USDA Forest Service, Forest Products Laboratory, 2021, ch. 5";
pub(super) const ROCK: &str = "R. E. Goodman, Introduction to Rock Mechanics, 2nd ed., Wiley, 1989";
pub(super) const ACI: &str =
    "ACI 318, Building Code Requirements for Structural Concrete, American Concrete Institute (shear friction)";
pub(super) const PLASTICS: &str =
    "M. Gilbert (ed.), Brydson's Plastics Materials, 8th ed., Butterworth-Heinemann, 2017";
pub(super) const TEXTILE: &str = "W. E. Morton and J. W. S. Hearle, Physical Properties of Textile Fibres, 4th ed., Woodhead, 2008; fibre, not cloth; Poisson's ratio nominal";
pub(super) const ICE: &str =
    "J. J. Petrovic, Review: Mechanical properties of ice and snow, Journal of Materials Science 38, 2003";
