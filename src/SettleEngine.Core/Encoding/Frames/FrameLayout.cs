using System.Buffers.Binary;

namespace SettleEngine.Core.Encoding.Frames;

/// <summary>Sizes and limits of the frame format, version 1 (docs/formats.md).</summary>
public static class FrameLayout
{
    /// <summary>The version byte that this code writes, and the only one it reads.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of the length that starts every frame. It counts what follows it.</summary>
    public const int LengthBytes = 4;

    /// <summary>Bytes before the body: length, version, type.</summary>
    public const int HeaderBytes = LengthBytes + 2;

    /// <summary>Longest frame, header included: 1 MiB.</summary>
    public const int MaxFrameBytes = 1 << 20;

    /// <summary>Longest body.</summary>
    public const int MaxBodyBytes = MaxFrameBytes - HeaderBytes;

    /// <summary>Smallest value of the length: version and type.</summary>
    public const uint MinLength = 2;

    /// <summary>Largest value of the length.</summary>
    public const uint MaxLength = MaxFrameBytes - LengthBytes;

    /// <summary>Longest item of an Authorizations frame: 4 KiB.</summary>
    public const int MaxItemBytes = 4_096;

    /// <summary>Bytes before the items of an Authorizations frame: first item number and count.</summary>
    public const int AuthorizationsHeaderBytes = 8 + 4;

    /// <summary>Bytes of the longest error message.</summary>
    public const int MaxMessageBytes = 512;

    /// <summary>Bytes of the longest API key.</summary>
    public const int MaxApiKeyBytes = 255;

    /// <summary>Bytes of one outcome.</summary>
    public const int OutcomeBytes = FrameOutcome.Size;

    /// <summary>Most outcomes in a frame.</summary>
    public const int MaxOutcomes = (MaxBodyBytes - 4) / OutcomeBytes;

    /// <summary>Longest body of a type, so that a length is refused before anything is kept for it.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Bytes; 0 for a type that does not exist.</returns>
    public static int MaxBodyOf(FrameType type) => type switch
    {
        FrameType.Hello => HelloFrame.FixedBytes + MaxApiKeyBytes,
        FrameType.Authorizations => MaxBodyBytes,
        FrameType.SubscribeOutcomes => SubscribeOutcomesFrame.BodyBytes,
        FrameType.Welcome => WelcomeFrame.BodyBytes,
        FrameType.Acknowledgements => MaxBodyBytes,
        FrameType.Credit => CreditFrame.BodyBytes,
        FrameType.Outcomes => MaxBodyBytes,
        FrameType.Error => ErrorFrame.FixedBytes + MaxMessageBytes,
        FrameType.Goodbye => GoodbyeFrame.BodyBytes,
        _ => 0,
    };

    /// <summary>Whether only callers send this type.</summary>
    /// <param name="type">A known type.</param>
    /// <returns>True for Hello, Authorizations and SubscribeOutcomes.</returns>
    public static bool IsFromCaller(FrameType type) => type is > FrameType.None and < FrameType.Welcome;

    /// <summary>Writes length, version and type in front of a body.</summary>
    /// <param name="frame">The frame's bytes, at least <see cref="HeaderBytes"/>.</param>
    /// <param name="type">The type.</param>
    /// <param name="bodyBytes">Bytes of the body.</param>
    internal static void WriteHeader(Span<byte> frame, FrameType type, int bodyBytes)
    {
        Invariant.Holds(bodyBytes >= 0 && bodyBytes <= MaxBodyOf(type));

        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(HeaderBytes - LengthBytes + bodyBytes));
        frame[4] = Version;
        frame[5] = (byte)type;
    }
}
