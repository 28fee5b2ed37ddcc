namespace SettleEngine.Storage;

/// <summary>Opens an adapter's log for appending.</summary>
/// <param name="directory">The locked directory.</param>
/// <param name="anchor">Sizes, and where the retained log begins.</param>
/// <param name="begin">Address of the first byte that may be written; a multiple of <see cref="BlockWriter.Alignment"/>. Its
/// segment exists and is zeroed from there on.</param>
/// <returns>The log. The caller disposes it.</returns>
internal delegate IBlockLog OpenBlockLog(DataDirectory directory, in JournalAnchor anchor, long begin);
