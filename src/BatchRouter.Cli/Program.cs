using BatchRouter.Cli;

// A schema's pattern comes from a stranger: no expression may run for longer than this.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromMilliseconds(250));

return await CommandLine.RunAsync(args);
