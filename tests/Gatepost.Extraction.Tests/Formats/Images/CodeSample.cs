using SkiaSharp;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;
using ZXing.QrCode.Internal;

namespace Gatepost.Extraction.Tests.Formats.Images;

/// <summary>Draws QR codes for tests.</summary>
internal static class CodeSample
{
    /// <summary>The modules, without a margin; true for dark.</summary>
    public static bool[,] Modules(string content)
    {
        var matrix = new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, 1, 1, new Dictionary<EncodeHintType, object>
        {
            [EncodeHintType.MARGIN] = 0,
            [EncodeHintType.ERROR_CORRECTION] = ErrorCorrectionLevel.M,
            [EncodeHintType.CHARACTER_SET] = "UTF-8",
        });
        return ToModules(matrix);
    }

    public static bool[,] ToModules(BitMatrix matrix)
    {
        var modules = new bool[matrix.Height, matrix.Width];
        for (var y = 0; y < matrix.Height; y++)
        {
            for (var x = 0; x < matrix.Width; x++)
                modules[y, x] = matrix[x, y];
        }
        return modules;
    }

    /// <summary>A picture of it with a margin of four modules.</summary>
    public static SKBitmap Draw(string content, int pixels = 6, SKColor? dark = null, SKColor? light = null) => Draw(Modules(content), pixels, dark, light);

    public static SKBitmap Draw(bool[,] modules, int pixels, SKColor? dark = null, SKColor? light = null, int margin = 4)
    {
        var (height, width) = (modules.GetLength(0), modules.GetLength(1));
        var bitmap = new SKBitmap((width + (2 * margin)) * pixels, (height + (2 * margin)) * pixels);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(light ?? SKColors.White);
        using var paint = new SKPaint { Color = dark ?? SKColors.Black };
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (modules[y, x])
                    canvas.DrawRect((x + margin) * pixels, (y + margin) * pixels, pixels, pixels, paint);
            }
        }
        return bitmap;
    }

    public static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var data = bitmap.Encode(format, 85);
        return data.ToArray();
    }

    /// <summary>A picture with a code drawn somewhere in it.</summary>
    public static byte[] Place(SKBitmap code, int width, int height, Action<SKCanvas> place, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            place(canvas);
            canvas.DrawBitmap(code, 0, 0, new SKSamplingOptions(SKFilterMode.Linear));
        }
        return Encode(bitmap, format);
    }

    /// <summary>What no code is in: soft shapes and noise, as a camera sees.</summary>
    public static SKBitmap Photo(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var shader = SKShader.CreatePerlinNoiseTurbulence(0.004f, 0.006f, 4, 7);
        using var paint = new SKPaint { Shader = shader };
        canvas.Clear(SKColors.SteelBlue);
        canvas.DrawRect(0, 0, width, height, paint);
        return bitmap;
    }
}
