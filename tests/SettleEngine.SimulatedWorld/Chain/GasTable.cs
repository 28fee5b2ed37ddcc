namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>What transactions cost, as measured on real contract code: a plain transfer 85,788, a batch 42,700 plus
/// 50,340 a payment, and less for a refused payment, by its reason.</summary>
public static class GasTable
{
    public const ulong MostGasPerTransaction = 16_777_216;
    public const int MostTransactionBytes = 131_072;
    public const ulong EmptyTransaction = 21_000;

    private const ulong PlainBase = 35_448;
    private const ulong MulticallBase = 42_700;
    private const ulong Payment = 50_340;
    private const ulong FreshPayee = 17_100;

    public static ulong Base(bool isMulticall) => isMulticall ? MulticallBase : PlainBase;

    public static ulong Of(TokenResult result, bool payeeIsFresh) => result switch
    {
        TokenResult.Done => payeeIsFresh ? Payment + FreshPayee : Payment,
        TokenResult.Paused => 10_300,
        TokenResult.Blacklisted => 10_390,
        TokenResult.NotYetValid => 10_900,
        TokenResult.Expired => 10_922,
        TokenResult.UsedOrCancelled => 13_216,
        TokenResult.SignatureHighS => 18_920,
        TokenResult.SignatureInvalid => 22_391,
        TokenResult.InsufficientBalance => 44_626,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };
}
