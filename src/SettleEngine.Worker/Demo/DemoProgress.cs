namespace SettleEngine.Worker.Demo;

/// <summary>What the live display shows; written by the run, read by the screen.</summary>
internal sealed class DemoProgress
{
    private volatile string _step = "starting";
    private volatile Func<DemoFigures> _figures = () => default;

    /// <summary>What is being done.</summary>
    public string Step
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>Reads the figures as they stand.</summary>
    public Func<DemoFigures> Figures
    {
        get => _figures;
        set => _figures = value;
    }
}
