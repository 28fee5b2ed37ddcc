namespace SettleEngine.Chain.Rpc;

/// <summary>Reads one result of a batch.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
/// <param name="index">Which call.</param>
/// <param name="json">The result's text.</param>
/// <returns>The value.</returns>
internal delegate T ResultReader<out T>(int index, ReadOnlySpan<byte> json);
