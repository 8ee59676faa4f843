using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Drawings, models, maps.</summary>
internal static class DesignTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Design);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Packed("ole2", "visio", "Visio drawing", "vsd vst vss", "application/vnd.visio application/x-visio"),
        Table.Packed("zip", "vsdx", "Visio drawing", "vsdx vstx vssx", "application/vnd.ms-visio.drawing.main+xml application/vnd.visio"),
        Table.Packed("zip", "vsdm", "Visio drawing with macros", "vsdm vstm vssm", "application/vnd.ms-visio.drawing.macroenabled.main+xml"),
        Table.Packed("zip", "odg", "OpenDocument drawing", "odg otg fodg", "application/vnd.oasis.opendocument.graphics application/vnd.oasis.opendocument.graphics-template"),
        Table.Packed("zip", "3mf", "3MF model", "3mf", "model/3mf"),
        Table.Packed("ole2", "project", "Microsoft Project plan", "mpp mpt", "application/vnd.ms-project"),
        Table.Packed("ole2", "cad-compound", "drawing of SolidWorks, Revit or Inventor", "sldprt sldasm slddrw rvt rfa ipt iam", "application/sldworks"),
        Table.Binary("dwg", "AutoCAD drawing", "dwg dwt", "image/vnd.dwg application/acad application/x-dwg", Mark.Start("'AC10'", content => content.Octet(4) is >= (byte)'0' and <= (byte)'9' && content.Octet(6) == 0), Mark.Start("'AC1.'"), Mark.Start("'AC2.10'")),
        Table.Binary("dwf", "Autodesk drawing", "dwf dwfx", "model/vnd.dwf drawing/x-dwf", Mark.Start("'(DWF V0'")),
        Table.Binary("dxf-binary", "binary DXF drawing", "dxf", "image/vnd.dxf", Mark.Start("'AutoCAD Binary DXF' 0d 0a 1a 00")),
        Table.Text("dxf", "DXF drawing", "dxf", "image/vnd.dxf application/dxf", "09", text => text.FirstLine() is "0" or "999" && text.HasLines(1, "SECTION") && text.HasLines(1, "HEADER", "ENTITIES", "TABLES", "CLASSES", "BLOCKS")),
        Table.Binary("dgn", "MicroStation drawing", "dgn", "image/vnd.dgn", Mark.Start("08 09 fe 02"), Mark.Start("c8 09 fe 02")),
        Table.Binary("indesign", "InDesign document", "indd indt", "application/x-indesign", Mark.Start("06 06 ed f5 d8 1d 46 e5 bd 31 ef e7 fe 74 b7 1d")),
        Table.Binary("quark", "QuarkXPress document", "qxd qxp", "application/vnd.quark.quarkxpress", Mark.At(2, "'MMXPR'"), Mark.At(2, "'IIXPR'")),
        Table.Binary("corel-draw", "CorelDRAW drawing", "cdr cdt", "application/vnd.corel-draw application/x-cdr image/x-coreldraw", Mark.Start("'RIFF' ?? ?? ?? ?? 'CDR'"), Mark.Start("'RIFF' ?? ?? ?? ?? 'cdr'")),
        Table.Binary("sketchup", "SketchUp model", "skp", "application/vnd.sketchup.skp", Mark.Start("ff fe ff 0e 'S' 00 'k' 00 'e' 00 't' 00 'c' 00 'h' 00 'U' 00 'p' 00")),
        Table.Binary("blender", "Blender scene", "blend", "application/x-blender", Mark.Start("'BLENDER'", content => content.Octet(7) is (byte)'_' or (byte)'-' && content.Octet(8) is (byte)'v' or (byte)'V')),
        Table.Binary("3ds", "3D Studio scene", "3ds", "image/x-3ds", Mark.Start("4d 4d", content => content.Little32(2) == content.Length && content.Octet(6) is 2 or 0x3d)),
        Table.Binary("fbx", "FBX scene", "fbx", "", Mark.Start("'Kaydara FBX Binary  ' 00")),
        Table.Binary("gltf-binary", "glTF scene", "glb", "model/gltf-binary", Mark.Start("'glTF' 02 00 00 00"), Mark.Start("'glTF' 01 00 00 00")),
        Table.Binary("stl", "STL model", "stl", "model/stl application/sla", Mark.At(80, "??", content => content.Length > 84 && content.Length == 84 + (50 * content.Little32(80)))),
        Table.Text("stl-text", "STL model", "stl", "model/stl application/sla", "s", text => text.Begins("solid ") && text.HasLines(1, "facet normal")),
        Table.Text("ply", "PLY model", "ply", "", "p", text => text.FirstLine() is "ply" && text.HasLines(1, "format ")) with { Marks = [Mark.Start("'ply' 0a 'format '"), Mark.Start("'ply' 0d 0a 'format '")] },
        Table.Text("vrml", "VRML world", "wrl vrml", "model/vrml", "#", text => text.Begins("#VRML V")),
        Table.Text("step", "STEP model", "stp step p21", "model/step application/step", "i", text => text.Begins("ISO-10303-21;")),
        Table.Text("ifc-xml", "building model", "ifcxml", "", "<", text => text.IsElement("ifcXML")),
        Table.Text("iges", "IGES model", "igs iges", "model/iges", "", text => text.Length > 80 && text[72] == 'S' && text[73..80].TrimStart(" 0") is "1"),
        Table.Text("collada", "COLLADA scene", "dae", "model/vnd.collada+xml", "<", text => text.IsElement("COLLADA")),
        Table.Text("kml", "map places", "kml", "application/vnd.google-earth.kml+xml", "<", text => text.IsElement("kml")),
        Table.Text("gpx", "GPS track", "gpx", "application/gpx+xml", "<", text => text.IsElement("gpx")),
        Table.Binary("shapefile", "map shapes", "shp shx", "application/x-esri-shape", Mark.Start("00 00 27 0a 00 00 00 00 00 00 00 00")),
        Table.Binary("catia", "CATIA model", "catpart catproduct catdrawing model", "", Mark.Start("'V5_CFV2'")),
        Table.Text("parasolid", "Parasolid model", "x_t xmt_txt", "", "*", text => text.Begins("**ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        Table.Binary("u3d", "U3D model", "u3d", "model/u3d", Mark.Start("'U3D' 00")),
        Table.Binary("las", "laser scan", "las laz", "application/vnd.las", Mark.Start("'LASF'", content => content.Octet(24) == 1)),
    ];
}
