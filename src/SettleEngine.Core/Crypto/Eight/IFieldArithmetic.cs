namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Arithmetic on elements of secp256k1's field that stand side by side, however many they are.</summary>
/// <remarks>Operands are read whole before a result is written: a result may overwrite an operand. Every result may be an
/// operand of every operation; no caller keeps track of magnitudes. To subtract within a product saves the carries of a
/// subtraction, which are most of it (KeyRecoveryBenchmarks).</remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal interface IFieldArithmetic<TSelf>
    where TSelf : unmanaged, IFieldArithmetic<TSelf>
{
    static abstract void Multiply(in TSelf left, in TSelf right, out TSelf product);

    static abstract void Square(in TSelf value, out TSelf square);

    static abstract void Add(in TSelf left, in TSelf right, out TSelf sum);

    static abstract void Subtract(in TSelf left, in TSelf right, out TSelf difference);

    /// <summary>left × right − subtrahend, for the price of a multiplication.</summary>
    static abstract void MultiplySubtract(in TSelf left, in TSelf right, in TSelf subtrahend, out TSelf difference);

    /// <summary>value² − first − second, for the price of a square.</summary>
    static abstract void SquareSubtract(in TSelf value, in TSelf first, in TSelf second, out TSelf difference);

    /// <summary>3 value, for the price of one addition.</summary>
    static abstract void Triple(in TSelf value, out TSelf tripled);

    /// <summary>The same element in each lane.</summary>
    static abstract void Broadcast(in FieldElement element, out TSelf value);
}
