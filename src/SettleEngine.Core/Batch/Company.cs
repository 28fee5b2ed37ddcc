namespace SettleEngine.Core.Batch;

/// <summary>How many payments may share a transaction with one another, counting itself: a payment whose transaction failed as
/// a whole without anybody to blame travels in half the company the next time.</summary>
public static class Company
{
    /// <summary>As many as a batch takes.</summary>
    public const int Any = int.MaxValue;

    /// <summary>Nobody else.</summary>
    public const int Alone = 1;

    /// <summary>The company after a failure. Seven failures in a row lead from the fullest batch to a payment alone.</summary>
    /// <param name="failed">Payments in the transaction that failed.</param>
    /// <returns>Half of them, at least one.</returns>
    public static int Halved(int failed) => Math.Max(Alone, failed / 2);
}
