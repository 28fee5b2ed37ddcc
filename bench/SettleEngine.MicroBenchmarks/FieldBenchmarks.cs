using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.MicroBenchmarks;

/// <summary>One multiplication, squaring and addition in the field, each waiting for the one before: one element at a time, and
/// per element of eight lanes on both tiers. Without AVX-512 the vector rows repeat the portable ones.</summary>
[MemoryDiagnoser]
public class FieldBenchmarks
{
    private const int Chain = 1_000;
    private const int Lanes = 8;

    [Benchmark(Baseline = true, OperationsPerInvoke = Chain)]
    [Allocates(0)]
    public bool Multiply()
    {
        var value = AffinePoint.Generator.X;
        for (var i = 0; i < Chain; i++)
        {
            FieldElement.Multiply(value, AffinePoint.Generator.Y, out value);
        }

        return value.IsOdd;
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    [Allocates(0)]
    public bool Square()
    {
        var value = AffinePoint.Generator.X;
        for (var i = 0; i < Chain; i++)
        {
            FieldElement.Square(value, out value);
        }

        return value.IsOdd;
    }

    [Benchmark(OperationsPerInvoke = Lanes * Chain)]
    [Allocates(0)]
    public byte PortableMultiply() => MultiplyEight<PortableField8>();

    [Benchmark(OperationsPerInvoke = Lanes * Chain)]
    [Allocates(0)]
    public byte VectorMultiply() =>
        FusedField8.IsSupported ? MultiplyEight<FusedField8>() : MultiplyEight<PortableField8>();

    [Benchmark(OperationsPerInvoke = Lanes * Chain)]
    [Allocates(0)]
    public byte VectorSquare() =>
        FusedField8.IsSupported ? SquareEight<FusedField8>() : SquareEight<PortableField8>();

    [Benchmark(OperationsPerInvoke = Lanes * Chain)]
    [Allocates(0)]
    public byte VectorSubtract() =>
        FusedField8.IsSupported ? SubtractEight<FusedField8>() : SubtractEight<PortableField8>();

    private static byte MultiplyEight<TField>()
        where TField : unmanaged, IField8<TField>
    {
        Begin(out TField value, out TField factor);
        for (var i = 0; i < Chain; i++)
        {
            TField.Multiply(value, factor, out value);
        }

        return TField.OddLanes(value);
    }

    private static byte SquareEight<TField>()
        where TField : unmanaged, IField8<TField>
    {
        Begin(out TField value, out TField _);
        for (var i = 0; i < Chain; i++)
        {
            TField.Square(value, out value);
        }

        return TField.OddLanes(value);
    }

    private static byte SubtractEight<TField>()
        where TField : unmanaged, IField8<TField>
    {
        Begin(out TField value, out TField other);
        for (var i = 0; i < Chain; i++)
        {
            TField.Subtract(value, other, out value);
        }

        return TField.OddLanes(value);
    }

    private static void Begin<TField>(out TField x, out TField y)
        where TField : unmanaged, IField8<TField>
    {
        TField.Broadcast(AffinePoint.Generator.X, out x);
        TField.Broadcast(AffinePoint.Generator.Y, out y);
    }
}
