namespace SettleEngine.Core.Submit;

/// <summary>What nodes' words about a sent transaction mean. Nodes agree on no codes, so the words decide.</summary>
/// <remarks>The first class with a matching phrase wins, in this order; a phrase may stand anywhere, in either case.
/// Words that are not listed mean that the transaction may have been taken.</remarks>
public static class SendErrorTable
{
    private static readonly (SendVerdict Verdict, string[] Phrases)[] Classes =
    [
        (SendVerdict.InPool, ["already known", "known transaction", "already imported", "already exists"]),
        (SendVerdict.NonceConsumed, ["nonce too low", "nonce is too low", "old nonce"]),
        (SendVerdict.Underpriced,
        [
            "replacement transaction underpriced",
            "underpriced",
            "fee too low",
            "max fee per gas less than block base fee",
            "fee cap less than block base fee",
        ]),
        (SendVerdict.Gap, ["nonce too high", "gapped", "nonce gap"]),
        (SendVerdict.LaneTrouble,
        [
            "insufficient funds",
            "txpool is full",
            "account limit",
            "in-flight transaction limit reached for delegated",
        ]),
        (SendVerdict.BuildError,
        [
            "intrinsic gas",
            "exceeds block gas limit",
            "gas limit too high",
            "max tx gas",
            "oversized",
            "invalid sender",
            "invalid chain id",
            "rlp",
        ]),
    ];

    /// <summary>Finds the meaning of a node's error message.</summary>
    /// <param name="message">The node's words.</param>
    /// <returns>What they mean; <see cref="SendVerdict.PossiblySent"/> when nobody knows.</returns>
    public static SendVerdict Classify(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var (verdict, phrases) in Classes)
        {
            foreach (var phrase in phrases)
            {
                if (message.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                {
                    return verdict;
                }
            }
        }

        return SendVerdict.PossiblySent;
    }
}
