import { installThemeSwitch } from "../theme/theme-switch.ts";

installThemeSwitch();
