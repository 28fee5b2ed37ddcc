using System.Globalization;

namespace SettleEngine.Client;

/// <summary>What the bulk door answered to one payment.</summary>
/// <param name="Id">The admission's id, or null.</param>
/// <param name="Status"><c>accepted</c>, <c>existing</c>, <c>conflict</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was rejected, or null.</param>
public readonly record struct BulkAnswer(string? Id, string Status, string? Reason)
{
    /// <summary>Whether the payment is admitted, now or before.</summary>
    public bool IsAdmitted => Status is "accepted" or "existing";

    /// <summary>The id as a number, or 0.</summary>
    public ulong IdValue =>
        ulong.TryParse(Id, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
