using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Cache;

/// <summary>A table that is to be made.</summary>
/// <param name="Entry">Whose it will be.</param>
/// <param name="Key">The key, proven by its address.</param>
/// <param name="Slot">The slot that it fills.</param>
/// <param name="Table">The slot's address, for the maker alone until the table is published.</param>
internal readonly record struct TableOrder(int Entry, PublicKey Key, int Slot, nint Table);
