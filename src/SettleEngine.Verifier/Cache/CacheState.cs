namespace SettleEngine.Verifier.Cache;

/// <summary>How full the cache is.</summary>
/// <param name="Payers">Payers whose key is known.</param>
/// <param name="SmallTables">Small tables in use.</param>
/// <param name="LargeTables">Large tables in use.</param>
/// <param name="Bytes">Memory in use.</param>
/// <param name="Evictions">Tables that made room for others since the start.</param>
internal readonly record struct CacheState(int Payers, int SmallTables, int LargeTables, long Bytes, long Evictions);
