namespace SettleEngine.LoadBench.Verify;

/// <summary>One way to check signatures, measured slice by slice.</summary>
/// <param name="name">As the table calls it.</param>
internal abstract class VerifySide(string name) : IDisposable
{
    private readonly List<double> _slices = [];

    /// <summary>As the table calls it.</summary>
    public string Name => name;

    /// <summary>Microseconds of processor time per signature in the best slice.</summary>
    public double Best => _slices.Count == 0 ? 0 : _slices.Min();

    /// <summary>The same in the median slice.</summary>
    public double Median => _slices.Count == 0 ? 0 : _slices.Order().ElementAt(_slices.Count / 2);

    /// <summary>Whether it decides on signatures, so that it can be compared with others that do.</summary>
    public virtual bool IsWholeCheck => true;

    /// <summary>Whether no slice is left that would measure the same thing again.</summary>
    public virtual bool IsOver => false;

    /// <summary>What else there is to say about the measured slices.</summary>
    public virtual string Note => string.Empty;

    /// <summary>Measures one slice more.</summary>
    public void Measure() => _slices.Add(Slice());

    /// <summary>Runs a slice that does not count.</summary>
    public void WarmUp() => Slice();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Checks a slice of signatures.</summary>
    /// <returns>Microseconds of processor time per signature.</returns>
    protected abstract double Slice();

    /// <summary>A side that decides wrongly is not measured but thrown out.</summary>
    protected void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException($"{name}: a wrong verdict.");
        }
    }
}
