using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Crypto;

namespace SettleEngine.MicroBenchmarks;

/// <summary>What points cost one at a time: adding, doubling, lifting, and the pass that a recovery is made of.</summary>
[MemoryDiagnoser]
public class PointBenchmarks
{
    private const int Chain = 200;

    private AffinePoint _other;
    private Scalar _factor;

    [GlobalSetup]
    public void Prepare()
    {
        AffinePoint.TryLift(new FieldElement(0, 0, 0, 1), yIsOdd: false, out _other);
        Span<byte> bytes = stackalloc byte[32];
        Keccak256.Hash(bytes, bytes);
        _factor = Scalar.ReadReduced(bytes);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Chain)]
    [Allocates(0)]
    public bool AddPoint()
    {
        var sum = new JacobianPoint(AffinePoint.Generator);
        for (var i = 0; i < Chain; i++)
        {
            JacobianPoint.Add(ref sum, _other);
        }

        return sum.IsInfinity;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    [Allocates(0)]
    public bool DoublePoint()
    {
        var sum = new JacobianPoint(AffinePoint.Generator);
        for (var i = 0; i < Chain; i++)
        {
            JacobianPoint.Double(ref sum);
        }

        return sum.IsInfinity;
    }

    [Benchmark]
    [Allocates(0)]
    public bool Lift() => AffinePoint.TryLift(_other.X, yIsOdd: true, out _);

    [Benchmark]
    [Allocates(0)]
    public bool MultiplyTwoAndAdd()
    {
        DoubleMultiplication.ComputeVar(_factor, _factor, _other, out var sum);
        return sum.IsInfinity;
    }
}
