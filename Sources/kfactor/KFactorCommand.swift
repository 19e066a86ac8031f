import ArgumentParser

@main
struct KFactorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kfactor",
    abstract: "What reward should we offer, what growth will it bring, and how sure are we?",
    discussion: """
      A scenario file describes a market, its customers, the ways in which they bring others, \
      and a referral program. kfactor simulates it, with and without the program, on the same luck.

        kfactor new my-own --from dropbox-2008     start from a scenario that works
        kfactor validate my-own.yaml               check it, change nothing
        kfactor run my-own.yaml                    forecast
        kfactor compare my-own.yaml                its strategies, on the same luck
        kfactor tune my-own.yaml                   which reward to offer
        kfactor calibrate my-own.yaml --series monthly.csv
                                                   find its numbers from your data
        kfactor backtest my-own.yaml --series monthly.csv
                                                   score such forecasts
        kfactor explain my-own.yaml                what makes K, and what moves it
        kfactor report Results/my-own              one page of what was found
        kfactor results                            what was found so far
        kfactor spread my-own.yaml --replications 1_000_000 --shards 64 --on slurm
                                                   print a script that simulates on many machines
        kfactor merge part-*                       one result of many parts

      Exit codes:
        0    done
        64   the command line is wrong
        65   a scenario, data or a folder of results is wrong
        69   a program that is needed is missing
        70   a fault of kfactor's own
        73   a result cannot be put there
        74   a result cannot be written
        130  interrupted; what is finished is kept
      """,
    version: version,
    subcommands: [
      RunCommand.self, CompareCommand.self, TuneCommand.self, CalibrateCommand.self,
      BacktestCommand.self, ExplainCommand.self, ReportCommand.self, ResultsCommand.self,
      SpreadCommand.self, MergeCommand.self,
      ValidateCommand.self, NewCommand.self, SchemaCommand.self,
    ])

  static func main() {
    ProcessSurroundings.prepare()
    ProcessSurroundings.checkArguments()
    let interruption = Interruption()
    withExtendedLifetime(interruption) { main(nil) }
  }

  /// Part of what determines the numbers of a run: raised whenever they change.
  static let version = "0.2.0"
}
