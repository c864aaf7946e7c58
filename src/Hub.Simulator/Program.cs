using Hub.Simulator;

SimulatorApp.Build(args).Run();
