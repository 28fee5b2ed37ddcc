using System.Text;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.Doors.Http;

/// <summary>How enumerated values are spelled in JSON. Stable: callers switch on them.</summary>
internal static class WireNames
{
    private static readonly string[] Reasons = SnakeCaseNames<RejectReason>();
    private static readonly string[] AbandonReasons = SnakeCaseNames<AbandonReason>();
    private static readonly string[] Outcomes = SnakeCaseNames<SettlementOutcome>();

    public static string Of(RejectReason reason) => Reasons[(byte)reason];

    public static string Of(AbandonReason reason) => AbandonReasons[(byte)reason];

    public static string Of(SettlementOutcome outcome) => Outcomes[(byte)outcome];

    public static string Of(AdmissionStatus status) => status switch
    {
        AdmissionStatus.Accepted => "accepted",
        AdmissionStatus.Existing => "existing",
        AdmissionStatus.Conflict => "conflict",
        _ => "rejected",
    };

    public static string Of(AdmissionState state) => state switch
    {
        AdmissionState.Accepted => "accepted",
        AdmissionState.Held => "held",
        AdmissionState.InFlight => "in_flight",
        AdmissionState.Included => "included",
        AdmissionState.Safe => "safe",
        _ => "finalized",
    };

    public static string Of(SettlementKind? kind) => kind switch
    {
        SettlementKind.Plain => "plain",
        SettlementKind.Multicall3 => "multicall3",
        SettlementKind.Settler => "settler",
        _ => "cancellation",
    };

    public static string Of(ConfirmationLevel level) => level switch
    {
        ConfirmationLevel.Included => "included",
        ConfirmationLevel.Safe => "safe",
        ConfirmationLevel.Finalized => "finalized",
        _ => "none",
    };

    /// <summary>Reads a level that a caller may ask for.</summary>
    public static bool TryReadLevel(ReadOnlySpan<byte> text, out ConfirmationLevel level)
    {
        level = text switch
        {
            _ when text.SequenceEqual("included"u8) => ConfirmationLevel.Included,
            _ when text.SequenceEqual("safe"u8) => ConfirmationLevel.Safe,
            _ when text.SequenceEqual("finalized"u8) => ConfirmationLevel.Finalized,
            _ => ConfirmationLevel.None,
        };
        return level != ConfirmationLevel.None;
    }

    private static string[] SnakeCaseNames<TEnum>()
        where TEnum : struct, Enum
    {
        var names = new string[byte.MaxValue + 1];
        Array.Fill(names, "unknown");
        foreach (var value in Enum.GetValues<TEnum>())
        {
            names[Convert.ToByte(value, System.Globalization.CultureInfo.InvariantCulture)] = SnakeCase(value.ToString());
        }

        return names;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
