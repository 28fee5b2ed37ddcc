namespace SettleEngine.LoadBench.Verify;

/// <summary>One line of the table.</summary>
/// <param name="Part">What the line belongs to.</param>
/// <param name="Name">The side.</param>
/// <param name="BestMicros">Processor time per signature in the best slice.</param>
/// <param name="MedianMicros">The same in the median slice.</param>
/// <param name="NativeRatio">How many times as fast as libsecp256k1 in the same rounds, best against best; null for what is no whole check.</param>
/// <param name="NativeRatioOfMedians">The same of the medians.</param>
/// <param name="Note">What else there is to say.</param>
internal sealed record VerifyRow(
    string Part,
    string Name,
    double BestMicros,
    double MedianMicros,
    double? NativeRatio,
    double? NativeRatioOfMedians,
    string Note);
