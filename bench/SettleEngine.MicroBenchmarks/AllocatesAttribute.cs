namespace SettleEngine.MicroBenchmarks;

/// <summary>How many bytes one operation of a benchmark may allocate. <see cref="AllocationGate"/> holds it to that.</summary>
/// <param name="bytes">Bytes of one operation, on average.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AllocatesAttribute(double bytes) : Attribute
{
    /// <summary>Bytes of one operation, on average.</summary>
    public double Bytes => bytes;
}
