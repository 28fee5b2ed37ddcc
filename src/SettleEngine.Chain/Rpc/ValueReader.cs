using System.Text.Json;

namespace SettleEngine.Chain.Rpc;

/// <summary>Reads the value that a reader stands on.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
/// <param name="reader">Stands on the value.</param>
/// <returns>The value.</returns>
internal delegate T ValueReader<out T>(ref Utf8JsonReader reader);
