; The installer for Windows, by Inno Setup 6.3 or later; packaging\windows\make_installer.ps1 starts it.
; NOT TRIED YET. /DVersion, /DFolder (what packaging/freeze made) and /DIcon are given.
#ifndef Version
  #error Start it by packaging\windows\make_installer.ps1
#endif

[Setup]
AppId={{6E4E5C0E-0C4B-4C53-9C5B-6B0D1F0C7A11}
AppName=CNN Studio
AppVersion={#Version}
AppPublisher=CNN Studio contributors
LicenseFile=..\..\LICENSE
DefaultDirName={autopf}\CNN Studio
DefaultGroupName=CNN Studio
DisableProgramGroupPage=yes
; Without an administrator it is installed for this person alone.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
Compression=lzma2/max
SolidCompression=yes
OutputDir={#Folder}\..
OutputBaseFilename=cnnstudio-{#Version}-setup
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\cnnstudio-gui.exe
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: path; Description: "Command ""cnnstudio"" in terminals (PATH)"; Flags: unchecked

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; What an older version brought and this one does not must not be imported.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\CNN Studio"; Filename: "{app}\cnnstudio-gui.exe"
Name: "{autodesktop}\CNN Studio"; Filename: "{app}\cnnstudio-gui.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.cnnstudio"; ValueType: string; ValueData: "CNNStudio.Project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.cnnstudio"; ValueType: string; ValueName: "Content Type"; ValueData: "application/x-cnnstudio"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\CNNStudio.Project"; ValueType: string; ValueData: "CNN Studio project"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\CNNStudio.Project\DefaultIcon"; ValueType: string; ValueData: "{app}\cnnstudio-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\CNNStudio.Project\shell\open\command"; ValueType: string; ValueData: """{app}\cnnstudio-gui.exe"" ""%1"""
; Keras's own files stay with whoever has them; CNN Studio is offered for them.
Root: HKA; Subkey: "Software\Classes\.keras\OpenWithProgids"; ValueType: string; ValueName: "CNNStudio.Project"; ValueData: ""; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: (not IsAdminInstallMode) and IsNotInPath('{app}')
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsAdminInstallMode and IsNotInPath('{app}')

[Run]
Filename: "{app}\cnnstudio-gui.exe"; Description: "{cm:LaunchProgram,CNN Studio}"; Flags: nowait postinstall skipifsilent

[Code]
// Where the folders of commands stand: those of all, or of the one who installs.
procedure FindPath(var Root: Integer; var Key: string; var Paths: string);
begin
  if IsAdminInstallMode then
  begin
    Root := HKEY_LOCAL_MACHINE;
    Key := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';
  end
  else
  begin
    Root := HKEY_CURRENT_USER;
    Key := 'Environment';
  end;
  if not RegQueryStringValue(Root, Key, 'Path', Paths) then
    Paths := '';
end;

// Where it stands among them, from 1; 0 where it does not.
function PlaceInPath(Folder, Paths: string): Integer;
begin
  Result := Pos(';' + Lowercase(Folder) + ';', ';' + Lowercase(Paths) + ';');
end;

function IsNotInPath(Folder: string): Boolean;
var
  Root: Integer;
  Key, Paths: string;
begin
  FindPath(Root, Key, Paths);
  Result := PlaceInPath(ExpandConstant(Folder), Paths) = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Root, Place: Integer;
  Key, Paths, Folder: string;
begin
  if Step <> usPostUninstall then
    exit;
  FindPath(Root, Key, Paths);
  Folder := ExpandConstant('{app}');
  Place := PlaceInPath(Folder, Paths);
  if Place = 0 then
    exit;
  Paths := ';' + Paths;
  Delete(Paths, Place, Length(Folder) + 1);  // with the semicolon before it
  if Copy(Paths, 1, 1) = ';' then
    Delete(Paths, 1, 1);
  RegWriteExpandStringValue(Root, Key, 'Path', Paths);
end;
