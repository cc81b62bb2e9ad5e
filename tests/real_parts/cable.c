/* The virtual reader's driver with a cable that can be pulled: while the file that KIOSK_CABLE_PULLED names
   exists, the reader answers as a USB reader without its cable does. Every other call is vpcd's own. */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include <ifdhandler.h>

RESPONSECODE IFDHICCPresence(DWORD lun)
{
    RESPONSECODE (*presence)(DWORD) = (RESPONSECODE (*)(DWORD))dlsym(RTLD_NEXT, "IFDHICCPresence");
    const char *pulled = getenv("KIOSK_CABLE_PULLED");
    return pulled && access(pulled, F_OK) == 0 ? IFD_NO_SUCH_DEVICE : presence(lun);
}
