namespace SettleEngine.Worker.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>The engine failed; the last line says why. A supervisor should start it again.</summary>
    public const int Failure = 1;

    /// <summary>An option is wrong; the line names it. Starting again will not help.</summary>
    public const int Usage = 2;

    /// <summary>The command did its work and found something wrong: a damaged journal, a difference, nothing that fits.</summary>
    public const int Findings = 3;
}
